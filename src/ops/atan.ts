import {defineUnary, unarySamples} from './support/unary.js';

/** atan' = 1 / (1 + x²). @see ONNX Operators, Atan-7 */
export const atan = defineUnary({
  name: 'Atan',
  gradient: ({g, x, dy}) => g.div(dy, g.shift(g.mul(x, x), 1)),
  samples: unarySamples(),
});
