import {defineOp} from './define.js';
import {unarySamples} from './support/unary.js';

/** The number of elements, int64. @see ONNX Operators, Size-13 */
export const size = defineOp({
  name: 'Size',
  infer: () => [{dtype: 'int64', shape: []}],
  samples: unarySamples(),
});
