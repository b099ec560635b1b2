import {defineUnary, unarySamples} from './support/unary.js';

/** atanh' = 1 / (1 − x²). @see ONNX Operators, Atanh-9 */
export const atanh = defineUnary({
  name: 'Atanh',
  gradient: ({g, x, dy}) => g.div(dy, g.sub(g.scalar(1, x.dtype), g.mul(x, x))),
  samples: unarySamples({low: -0.9, high: 0.9}),
});
