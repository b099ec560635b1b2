import {defineUnary, unarySamples} from './support/unary.js';

/** cos' = −sin. @see ONNX Operators, Cos-7 */
export const cos = defineUnary({
  name: 'Cos',
  gradient: ({g, x, dy}) => g.neg(g.mul(dy, g.op('Sin', [x]))),
  samples: unarySamples(),
});
