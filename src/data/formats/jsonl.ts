import {openText} from '../open-text.js';
import {jsonlEncoder} from '../text-write.js';
import type {FileFormat} from './define.js';

export const jsonl: FileFormat = {
  name: 'jsonl',
  label: 'JSON Lines',
  endings: ['.jsonl', '.ndjson'],
  resembles: (text) => /^\s*\{/.test(text),
  isText: true,
  open: (sources, options) => openText('jsonl', sources, options),
  writer: {isBinary: false, encoder: (schemaOf) => jsonlEncoder(schemaOf())},
};
