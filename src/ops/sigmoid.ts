import {defineUnary, unarySamples} from './support/unary.js';

/** σ' = y (1 - y). @see ONNX Operators, Sigmoid-13 */
export const sigmoid = defineUnary({
  name: 'Sigmoid',
  gradient: ({g, y, dy}) => g.mul(dy, g.mul(y, g.sub(g.scalar(1, y.dtype), y))),
  samples: unarySamples(),
});
