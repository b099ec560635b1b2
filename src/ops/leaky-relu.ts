import {float} from './define.js';
import {floatAttribute} from './support/attributes.js';
import {positiveMask} from './support/positive-mask.js';
import {defineUnary, unarySamples} from './support/unary.js';

/** y = x where positive, alpha·x elsewhere; gradient alpha at 0. @see ONNX Operators, LeakyRelu-16 */
export const leakyRelu = defineUnary({
  name: 'LeakyRelu',
  gradient: ({g, x, dy, context: {node}}) => {
    const alpha = floatAttribute(node, 'alpha', 0.01);
    return g.mul(dy, g.shift(g.scale(positiveMask(g, x), 1 - alpha), alpha));
  },
  samples: [...unarySamples(), {name: 'steeper', inputs: [{shape: [4, 3]}], attributes: {alpha: float(0.25)}}],
});
