// What `predict` writes.
import {Flags} from '@oclif/core';
import {decisionFlags} from './decision-flags.js';
import {adapterFlag, listFlag} from './flags.js';
import {toFlag} from './format-flags.js';

export const predictFlags = () => ({
  adapter: adapterFlag(),
  id: listFlag('Columns to pass through as ids, besides those whose role is id.', {helpValue: 'COL'}),
  columns: Flags.string({
    summary: 'Pass exactly these columns through, in this order, instead of the ids.',
    helpValue: 'COL',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    exclusive: ['id'],
  }),
  ...decisionFlags(),
  to: toFlag(),
});
