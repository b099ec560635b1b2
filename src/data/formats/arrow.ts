import {arrowEncoder} from '../arrow-write.js';
import {openArrow, openFileInput} from '../open-arrow.js';
import type {FileFormat} from './define.js';

/** The Arrow file (Feather V2). */
export const arrow: FileFormat = {
  name: 'arrow',
  label: 'Arrow',
  endings: ['.arrow', '.feather', '.ipc'],
  recognizes: ({bytes}) => Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'ARROW1',
  isText: false,
  open: (sources, options) => openArrow(openFileInput, sources, options),
  writer: {isBinary: true, isDoneWithBatch: true, encoder: (schemaOf) => arrowEncoder(schemaOf, 'arrow')},
};
