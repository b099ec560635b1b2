import {defineUnary, unarySamples} from './support/unary.js';

/** y = 1/x; gradient −y². @see ONNX Operators, Reciprocal-13 */
export const reciprocal = defineUnary({
  name: 'Reciprocal',
  gradient: ({g, y, dy}) => g.neg(g.mul(dy, g.mul(y, y))),
  samples: unarySamples({low: 0.5, high: 2}),
});
