import {float} from './define.js';
import {floatAttribute} from './support/attributes.js';
import {exponentialSlope} from './support/exponential-slope.js';
import {defineUnary, unarySamples} from './support/unary.js';

/** The standard's own defaults: the fixed point of Klambauer et al. (2017), as float32. */
const ALPHA = Math.fround(1.67326319217681884765625);
const GAMMA = Math.fround(1.05070102214813232421875);

/** y = gamma·x where positive, gamma·alpha·(eˣ − 1) elsewhere. @see ONNX Operators, Selu-6 */
export const selu = defineUnary({
  name: 'Selu',
  gradient: ({g, y, dy, context: {node}}) => {
    const gamma = floatAttribute(node, 'gamma', GAMMA);
    const atZero = gamma * floatAttribute(node, 'alpha', ALPHA);
    return g.mul(dy, exponentialSlope(g, y, {positive: gamma, atZero}));
  },
  samples: [
    ...unarySamples(),
    {name: 'other numbers', inputs: [{shape: [4, 3]}], attributes: {alpha: float(0.5), gamma: float(2)}},
  ],
});
