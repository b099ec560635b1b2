import {defineOp} from './define.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';

/** Positions of the elements that are not zero, `[rank, count]`, int64. @see ONNX Operators, NonZero-13 */
export const nonZero = defineOp({
  name: 'NonZero',
  infer: (context) => [{dtype: 'int64', shape: [requireInput(context, 0).shape?.length ?? '', '']}],
  samples: [{inputs: [fixed([1, 0, 1, 1], 'bool', [2, 2])]}, {name: 'none', inputs: [fixed([0, 0], 'bool')]}],
});
