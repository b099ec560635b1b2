import {defineUnary, unarySamples} from './support/unary.js';

/** tan' = 1 + tan². @see ONNX Operators, Tan-7 */
export const tan = defineUnary({
  name: 'Tan',
  gradient: ({g, y, dy}) => g.mul(dy, g.shift(g.mul(y, y), 1)),
  samples: unarySamples({low: -1, high: 1}),
});
