import {arrowEncoder} from '../arrow-write.js';
import {openArrow, openStreamInput} from '../open-arrow.js';
import type {FileFormat} from './define.js';

/** The Arrow stream. It begins with the mark of a message, which is −1. */
export const arrows: FileFormat = {
  name: 'arrows',
  label: 'an Arrow stream',
  endings: ['.arrows'],
  recognizes: ({bytes}) => bytes.byteLength >= 4 && bytes.subarray(0, 4).every((byte) => byte === 0xff),
  isText: false,
  open: (sources, options) => openArrow(openStreamInput, sources, options),
  writer: {isBinary: true, isSchemaFirst: true, encoder: (schemaOf) => arrowEncoder(schemaOf, 'arrows')},
};
