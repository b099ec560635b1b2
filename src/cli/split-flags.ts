// What `data split` goes by.
import {Flags} from '@oclif/core';
import {durationFlag} from './flags.js';

/** Which part a row goes to. */
export const splitFlags = () => ({
  ratios: Flags.string({
    summary: 'Shares of train, valid and test (or of train and test); they add up to 1.',
    helpValue: 'A,B,C',
    default: '0.8,0.1,0.1',
  }),
  folds: Flags.integer({
    summary: 'K pairs of train and valid instead, each row in one valid part.',
    min: 2,
    max: 1000,
    helpValue: 'K',
    exclusive: ['ratios'],
  }),
  stratify: Flags.string({
    summary: "Column whose values (numbers: bins) are spread evenly; 'auto' (a target with classes) or 'none'.",
    helpValue: 'COL',
    default: 'auto',
  }),
  bins: Flags.integer({
    summary: 'Quantile bins of a stratified column of numbers (default: 10).',
    min: 2,
    helpValue: 'N',
  }),
  group: Flags.string({
    summary: "Column whose equal values stay in one part; 'auto' (a column of role group) or 'none'.",
    helpValue: 'COL',
    default: 'auto',
  }),
  time: Flags.string({
    summary: 'Column to order by: train before valid before test; with --folds each valid part after its train part.',
    helpValue: 'COL',
    exclusive: ['seed'],
  }),
  gap: durationFlag({
    summary: 'With --time: leave out rows so little before a later part (default: as far as windows reach).',
  }),
  'drop-shared': Flags.boolean({summary: 'Leave rows out of a part that are equal to one of an earlier part.'}),
});
