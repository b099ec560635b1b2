import {defineUnary, unarySamples} from './support/unary.js';

/** y = -x. @see ONNX Operators, Neg-13 */
export const neg = defineUnary({
  name: 'Neg',
  gradient: ({g, dy}) => g.neg(dy),
  samples: unarySamples(),
});
