import type {Dim} from './define.js';
import {isFloat} from './dtypes.js';
import {binarySamples, defineArithmetic} from './support/binary.js';
import {divideExactly} from './support/symbols.js';

/** a / b; on integers it truncates toward zero. @see ONNX Operators, Div-14 */
export const div = defineArithmetic({
  name: 'Div',
  gradients: ({g, b, y, dy, wants}) => {
    const da = g.div(dy, b);
    return [da, wants(1) ? g.neg(g.mul(da, y)) : null]; // ∂(a/b)/∂b = -(a/b)/b
  },
  fold: ([a = '', b = ''], {dtype}) => quotient(a, b, isFloat(dtype)),
  samples: binarySamples({}, {low: 0.5, high: 2}),
});

function quotient(a: Dim, b: Dim, isFraction: boolean): Dim {
  if (b === 0) return '';
  if (typeof a !== 'number' || typeof b !== 'number') return divideExactly(a, b);
  return isFraction ? a / b : Math.trunc(a / b);
}
