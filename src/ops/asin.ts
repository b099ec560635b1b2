import {defineUnary, unarySamples} from './support/unary.js';

/** asin' = 1 / √(1 − x²). @see ONNX Operators, Asin-7 */
export const asin = defineUnary({
  name: 'Asin',
  gradient: ({g, x, dy}) => g.div(dy, g.sqrt(g.sub(g.scalar(1, x.dtype), g.mul(x, x)))),
  samples: unarySamples({low: -0.9, high: 0.9}),
});
