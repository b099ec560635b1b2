import {openText} from '../open-text.js';
import {csvEncoder} from '../text-write.js';
import type {FileFormat} from './define.js';

/** Text that nothing else claims is CSV. */
export const csv: FileFormat = {
  name: 'csv',
  label: 'CSV',
  endings: ['.csv', '.tsv', '.tab'],
  resembles: () => true,
  isText: true,
  open: (sources, options) => openText('csv', sources, options),
  writer: {endings: ['.csv'], isBinary: false, encoder: (schemaOf) => csvEncoder(schemaOf())},
};
