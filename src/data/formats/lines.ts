import {openText} from '../open-text.js';
import type {FileFormat} from './define.js';

/** One row a line, whatever it holds. Never guessed: a file of lines and one of CSV look alike. */
export const lines: FileFormat = {
  name: 'lines',
  label: 'lines of text',
  endings: [],
  isText: true,
  open: (sources, options) => openText('lines', sources, options),
};
