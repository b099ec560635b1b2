import {defineUnary, unarySamples} from './support/unary.js';

/** erf' = 2/√π · exp(-x²). @see ONNX Operators, Erf-13 */
export const erf = defineUnary({
  name: 'Erf',
  gradient: ({g, x, dy}) => g.mul(dy, g.scale(g.exp(g.neg(g.mul(x, x))), 2 / Math.sqrt(Math.PI))),
  samples: unarySamples(),
});
