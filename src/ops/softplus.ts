import {defineUnary, unarySamples} from './support/unary.js';

/** y = ln(1 + eˣ). @see ONNX Operators, Softplus-1 */
export const softplus = defineUnary({
  name: 'Softplus',
  gradient: ({g, x, dy}) => g.mul(dy, g.sigmoid(x)),
  samples: unarySamples(),
});
