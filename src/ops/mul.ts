import {binarySamples, defineArithmetic} from './support/binary.js';

/** a · b. @see ONNX Operators, Mul-14 */
export const mul = defineArithmetic({
  name: 'Mul',
  gradients: ({g, a, b, dy, wants}) => [wants(0) ? g.mul(dy, b) : null, wants(1) ? g.mul(dy, a) : null],
  samples: binarySamples(),
});
