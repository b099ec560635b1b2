import {float} from './define.js';
import {floatAttribute} from './support/attributes.js';
import {exponentialSlope} from './support/exponential-slope.js';
import {defineUnary, unarySamples} from './support/unary.js';

/** y = x where positive, alpha·(eˣ − 1) elsewhere; gradient 1, or y + alpha. @see ONNX Operators, Elu-6 */
export const elu = defineUnary({
  name: 'Elu',
  gradient: ({g, y, dy, context: {node}}) => {
    const alpha = floatAttribute(node, 'alpha', 1);
    return g.mul(dy, exponentialSlope(g, y, {positive: 1, atZero: alpha}));
  },
  samples: [...unarySamples(), {name: 'half as deep', inputs: [{shape: [4, 3]}], attributes: {alpha: float(0.5)}}],
});
