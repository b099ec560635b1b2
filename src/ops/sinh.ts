import {defineUnary, unarySamples} from './support/unary.js';

/** sinh' = cosh. @see ONNX Operators, Sinh-9 */
export const sinh = defineUnary({
  name: 'Sinh',
  gradient: ({g, x, dy}) => g.mul(dy, g.op('Cosh', [x])),
  samples: unarySamples(),
});
