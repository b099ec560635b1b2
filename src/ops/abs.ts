import {defineUnary, unarySamples} from './support/unary.js';
import {leastOf} from './support/symbols.js';

/** y = |x|; gradient 0 at 0. @see ONNX Operators, Abs-13 */
export const abs = defineUnary({
  name: 'Abs',
  gradient: ({g, x, dy}) => g.mul(dy, g.sign(x)),
  fold: ([x = '']) => (typeof x === 'number' ? Math.abs(x) : leastOf(x) >= 0 ? x : ''),
  samples: unarySamples(),
});
