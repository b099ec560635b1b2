import {openArrow} from '../open-arrow.js';
import {openParquetFile} from '../parquet/open-parquet.js';
import {parquetEncoder} from '../parquet/parquet-encoder.js';
import type {FileFormat} from './define.js';

export const parquet: FileFormat = {
  name: 'parquet',
  label: 'Parquet',
  endings: ['.parquet', '.parq', '.pq'],
  recognizes: ({bytes}) => ['PAR1', 'PARE'].includes(Buffer.from(bytes.subarray(0, 4)).toString('latin1')),
  isText: false,
  open: (sources, options) => openArrow(openParquetFile, sources, options),
  writer: {isBinary: true, encoder: parquetEncoder},
};
