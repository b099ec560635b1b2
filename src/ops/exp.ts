import {defineUnary, unarySamples} from './support/unary.js';

/** y = eˣ. @see ONNX Operators, Exp-13 */
export const exp = defineUnary({
  name: 'Exp',
  gradient: ({g, y, dy}) => g.mul(dy, y),
  samples: unarySamples(),
});
