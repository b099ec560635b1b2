import {float} from './define.js';
import {floatAttribute} from './support/attributes.js';
import {defineUnary} from './support/unary.js';

/** y = max(0, min(1, alpha·x + beta)); gradient alpha strictly inside, 0 on the flat parts. @see ONNX Operators, HardSigmoid-6 */
export const hardSigmoid = defineUnary({
  name: 'HardSigmoid',
  gradient: ({g, y, dy, context: {node}}) => {
    const inside = g.and(g.greater(y, g.scalar(0, y.dtype)), g.less(y, g.scalar(1, y.dtype)));
    return g.mul(g.scale(dy, floatAttribute(node, 'alpha', 0.2)), g.cast(inside, y.dtype));
  },
  samples: [
    {inputs: [{shape: [3, 4]}]},
    {name: 'partly flat', inputs: [{shape: [4, 3]}], attributes: {alpha: float(1.25), beta: float(0.125)}},
    {name: 'empty', inputs: [{shape: [0, 3]}]},
  ],
});
