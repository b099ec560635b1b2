import {float} from './define.js';
import {floatAttribute} from './support/attributes.js';
import {defineUnary, unarySamples} from './support/unary.js';

/** y = x above alpha, 0 elsewhere. @see ONNX Operators, ThresholdedRelu-10 */
export const thresholdedRelu = defineUnary({
  name: 'ThresholdedRelu',
  gradient: ({g, x, dy, context: {node}}) =>
    g.mul(dy, g.cast(g.greater(x, g.scalar(floatAttribute(node, 'alpha', 1), x.dtype)), x.dtype)),
  samples: [...unarySamples(), {name: 'alpha', inputs: [{shape: [5, 2]}], attributes: {alpha: float(0.3)}}],
});
