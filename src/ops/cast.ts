import {defineOp} from './define.js';
import type {DType, Dim} from './define.js';
import {DTYPE_CODE, dtypeOfCode, isFloat} from './dtypes.js';
import {opError} from './errors.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {leastOf} from './support/symbols.js';
import {gradientOf, inputOf} from './support/unary.js';

/** Another dtype; the gradient is cast back between floats, and ends at any other dtype. @see ONNX Operators, Cast-13 */
export const cast = defineOp({
  name: 'Cast',
  isElementwise: true,
  isIdentity: ({inputs: [x]}, {dtype}) => x?.dtype === dtype,
  infer: (context) => {
    const code = intAttribute(context.node, 'to', 0);
    const dtype = dtypeOfCode(code);
    if (!dtype) throw opError('OP_INVALID', `Cast needs the code of a dtype in 'to', but it is ${String(code)}.`);
    return [{dtype, shape: requireInput(context, 0).shape}];
  },
  fold: ([x = ''], {dtype}) => convertedElement(x, dtype),
  vjp: (context) => {
    const {dtype} = inputOf(context, 0);
    return [isFloat(dtype) ? context.g.cast(gradientOf(context), dtype) : null];
  },
  samples: [
    {name: 'to double', inputs: [{shape: [2, 3]}], attributes: {to: DTYPE_CODE.float64}},
    {
      name: 'integers to float',
      inputs: [{shape: [3], dtype: 'int64', low: 0, high: 9}],
      attributes: {to: DTYPE_CODE.float32},
    },
    {name: 'empty', inputs: [{shape: [0]}], attributes: {to: DTYPE_CODE.float64}},
  ],
});

/** An element known at build time in another dtype. */
export function convertedElement(x: Dim, dtype: DType): Dim {
  if (dtype === 'bool') return typeof x === 'number' ? Number(x !== 0) : leastOf(x) > 0 ? 1 : '';
  return typeof x === 'number' && !isFloat(dtype) ? Math.trunc(x) : x;
}
