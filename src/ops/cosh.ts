import {defineUnary, unarySamples} from './support/unary.js';

/** cosh' = sinh. @see ONNX Operators, Cosh-9 */
export const cosh = defineUnary({
  name: 'Cosh',
  gradient: ({g, x, dy}) => g.mul(dy, g.op('Sinh', [x])),
  samples: unarySamples(),
});
