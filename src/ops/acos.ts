import {defineUnary, unarySamples} from './support/unary.js';

/** acos' = −1 / √(1 − x²). @see ONNX Operators, Acos-7 */
export const acos = defineUnary({
  name: 'Acos',
  gradient: ({g, x, dy}) => g.neg(g.div(dy, g.sqrt(g.sub(g.scalar(1, x.dtype), g.mul(x, x))))),
  samples: unarySamples({low: -0.9, high: 0.9}),
});
