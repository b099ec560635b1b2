import {convertedElement} from './cast.js';
import {defineOp} from './define.js';
import {isFloat} from './dtypes.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';
import {gradientOf, inputOf} from './support/unary.js';

/** Cast to the dtype of another tensor, whose numbers do not matter. @see ONNX Operators, CastLike-15 */
export const castLike = defineOp({
  name: 'CastLike',
  infer: (context) => {
    const {shape} = requireInput(context, 0);
    const {dtype} = requireInput(context, 1);
    const content = context.content(context.inputs[0]);
    return [{dtype, shape, content: content?.map((element) => convertedElement(element, dtype))}];
  },
  vjp: (context) => {
    const {dtype} = inputOf(context, 0);
    return [isFloat(dtype) ? context.g.cast(gradientOf(context), dtype) : null, null];
  },
  samples: [
    {name: 'to double', inputs: [{shape: [2, 3]}, fixed([0], 'float64')]},
    {name: 'to integers', inputs: [fixed([1, -1.5], 'float32'), fixed([0], 'int64')]},
  ],
});
