import {defineUnary, unarySamples} from './support/unary.js';

/** tanh' = 1 - y². @see ONNX Operators, Tanh-13 */
export const tanh = defineUnary({
  name: 'Tanh',
  gradient: ({g, y, dy}) => g.mul(dy, g.sub(g.scalar(1, y.dtype), g.mul(y, y))),
  samples: unarySamples(),
});
