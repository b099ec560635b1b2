import {defineUnary, unarySamples} from './support/unary.js';

/** sin' = cos. @see ONNX Operators, Sin-7 */
export const sin = defineUnary({
  name: 'Sin',
  gradient: ({g, x, dy}) => g.mul(dy, g.op('Cos', [x])),
  samples: unarySamples(),
});
