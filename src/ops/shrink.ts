import {float} from './define.js';
import {floatAttribute} from './support/attributes.js';
import {defineUnary, unarySamples} from './support/unary.js';

/** y = x + bias below −lambd, x − bias above lambd, 0 between; gradient 1 outside. @see ONNX Operators, Shrink-9 */
export const shrink = defineUnary({
  name: 'Shrink',
  gradient: ({g, x, dy, context: {node}}) =>
    g.mul(dy, g.cast(g.greater(g.abs(x), g.scalar(floatAttribute(node, 'lambd', 0.5), x.dtype)), x.dtype)),
  samples: [
    ...unarySamples(),
    {name: 'towards zero', inputs: [{shape: [3, 3]}], attributes: {lambd: float(0.3), bias: float(0.2)}},
  ],
});
