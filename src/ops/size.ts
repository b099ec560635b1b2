import {defineOp} from './define.js';
import {requireInput} from './support/infer.js';
import {productOfDims} from './support/shapes.js';
import {unarySamples} from './support/unary.js';

/** The number of elements, int64. @see ONNX Operators, Size-13 */
export const size = defineOp({
  name: 'Size',
  infer: (context) => {
    const {shape} = requireInput(context, 0);
    return [{dtype: 'int64', shape: [], content: shape && [productOfDims(shape)]}];
  },
  samples: unarySamples(),
});
