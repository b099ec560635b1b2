import {binarySamples, defineArithmetic} from './support/binary.js';
import {multiplyDims} from './support/symbols.js';

/** a · b; of a square the gradient is 2a·dy, without the sum of two equal parts. @see ONNX Operators, Mul-14 */
export const mul = defineArithmetic({
  name: 'Mul',
  gradients: ({g, a, b, dy, wants}) =>
    a.name === b.name
      ? [wants(0) ? g.scale(g.mul(dy, a), 2) : null, null]
      : [wants(0) ? g.mul(dy, b) : null, wants(1) ? g.mul(dy, a) : null],
  fold: ([a = '', b = '']) => (a === '' || b === '' ? '' : multiplyDims(a, b)),
  samples: binarySamples(),
});
