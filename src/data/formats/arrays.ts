import {arrayFormatOf} from '../arrays/recognize.js';
import {openArrayFiles} from '../open-arrow.js';
import type {FileFormat} from './define.js';

/** NumPy's .npy and .npz, and IDX. Files named together are columns of one table, so that the three are one format. */
export const arrays: FileFormat = {
  name: 'arrays',
  label: 'NumPy or IDX arrays',
  endings: ['.npy', '.npz'],
  recognizes: ({bytes, fileName}) => arrayFormatOf(bytes, fileName) !== undefined,
  isText: false,
  namesColumns: true,
  open: (sources, options) =>
    openArrayFiles(
      sources.map(({source}) => source),
      options,
    ),
};
