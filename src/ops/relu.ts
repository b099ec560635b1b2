import {positiveMask} from './support/positive-mask.js';
import {defineUnary, unarySamples} from './support/unary.js';

/** y = max(x, 0); gradient 0 at 0. y suffices for it: x need not be kept. @see ONNX Operators, Relu-14 */
export const relu = defineUnary({
  name: 'Relu',
  gradient: ({g, y, dy}) => g.mul(dy, positiveMask(g, y)),
  isMonotone: true,
  samples: unarySamples(),
});
