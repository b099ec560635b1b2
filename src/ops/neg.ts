import {defineUnary, unarySamples} from './support/unary.js';
import {subtractDims} from './support/symbols.js';

/** y = -x. @see ONNX Operators, Neg-13 */
export const neg = defineUnary({
  name: 'Neg',
  gradient: ({g, dy}) => g.neg(dy),
  fold: ([x = '']) => subtractDims(0, x),
  samples: unarySamples(),
});
