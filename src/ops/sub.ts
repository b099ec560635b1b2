import {binarySamples, defineArithmetic} from './support/binary.js';
import {subtractDims} from './support/symbols.js';

/** a - b. @see ONNX Operators, Sub-14 */
export const sub = defineArithmetic({
  name: 'Sub',
  gradients: ({g, dy, wants}) => [dy, wants(1) ? g.neg(dy) : null],
  fold: ([a = '', b = '']) => subtractDims(a, b),
  samples: binarySamples(),
});
