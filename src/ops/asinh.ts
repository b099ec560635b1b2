import {defineUnary, unarySamples} from './support/unary.js';

/** asinh' = 1 / √(x² + 1). @see ONNX Operators, Asinh-9 */
export const asinh = defineUnary({
  name: 'Asinh',
  gradient: ({g, x, dy}) => g.div(dy, g.sqrt(g.shift(g.mul(x, x), 1))),
  samples: unarySamples(),
});
