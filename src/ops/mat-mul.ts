import {defineOp} from './define.js';
import type {Value, VjpContext} from './define.js';
import {requireInput, requireOneDtype} from './support/infer.js';
import {matMulShape} from './support/matmul-shape.js';
import {productGradients} from './support/product.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perProduct} from './support/flops.js';

/**
 * Matrix product, batched over leading axes; vectors as in NumPy's matmul.
 *
 * With B a plain matrix (a layer's weight) the rows of all leading axes are one batch, so its gradient is one
 * Gemm(transA); otherwise Transpose + MatMul, which the runtime fuses.
 * @see ONNX Operators, MatMul-13
 */
export const matMul = defineOp({
  name: 'MatMul',
  infer: (context) => {
    const [a, b] = [requireInput(context, 0), requireInput(context, 1)];
    requireOneDtype(context, [a, b]);
    return [{dtype: a.dtype, shape: matMulShape(a.shape, b.shape, 'MatMul')}];
  },
  vjp: (context) => {
    const {g, wants} = context;
    const [left, right] = [inputOf(context, 0), inputOf(context, 1)];
    const [leftRank, rightRank] = [left.shape?.length, right.shape?.length];
    if (leftRank === undefined || rightRank === undefined) throw context.refuse('the rank of an operand is unknown');
    // A vector becomes a matrix, and dy gets the axis the product dropped.
    const a = leftRank === 1 ? g.unsqueeze(left, [0]) : left;
    const b = rightRank === 1 ? g.unsqueeze(right, [1]) : right;
    const columns = rightRank === 1 ? g.unsqueeze(gradientOf(context), [-1]) : gradientOf(context);
    const dy = leftRank === 1 ? g.unsqueeze(columns, [-2]) : columns;
    const [da, db] = matrixGradients(context, {a, b, dy, wants});
    return [da && (leftRank === 1 ? g.squeeze(da, [-2]) : da), db && (rightRank === 1 ? g.squeeze(db, [-1]) : db)];
  },
  flops: perProduct,
  samples: [
    {name: 'layer', inputs: [{shape: [5, 3]}, {shape: [3, 4]}]},
    {name: 'batch 1', inputs: [{shape: [1, 3]}, {shape: [3, 2]}]},
    {name: 'no rows', inputs: [{shape: [0, 3]}, {shape: [3, 2]}]},
    {name: 'batched rows, one weight', inputs: [{shape: [2, 5, 3]}, {shape: [3, 4]}]},
    {name: 'batched', inputs: [{shape: [2, 4, 3]}, {shape: [2, 3, 5]}]},
    {name: 'batches stretch', inputs: [{shape: [2, 1, 4, 3]}, {shape: [3, 3, 2]}]},
    {name: 'vector by matrix', inputs: [{shape: [3]}, {shape: [3, 4]}]},
    {name: 'vector by matrices', inputs: [{shape: [3]}, {shape: [2, 3, 4]}]},
    {name: 'matrices by vector', inputs: [{shape: [2, 4, 3]}, {shape: [3]}]},
    {name: 'dot product', inputs: [{shape: [3]}, {shape: [3]}]},
  ],
});

interface Operands {
  readonly a: Value;
  readonly b: Value;
  readonly dy: Value;
  readonly wants: (index: number) => boolean;
}

function matrixGradients({g}: VjpContext, {a, b, dy, wants}: Operands): [Value | null, Value | null] {
  const swapLast = (value: Value): Value => {
    const rank = value.shape?.length ?? 2;
    return g.transpose(value, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
  };
  const [inner, columns] = [a.shape?.at(-1), b.shape?.at(-1)];
  const isPlain = (value: Value) => value.shape?.length === 2;
  if (isPlain(a) && isPlain(b))
    return productGradients({
      a,
      b,
      dy,
      wants,
      transA: false,
      transB: false,
      multiply: (x, y, flags) => g.gemm(x, y, flags),
    });
  const da = () => g.matMul(dy, swapLast(b));
  const db = () =>
    isPlain(b) && typeof inner === 'number' && typeof columns === 'number' && inner > 0 && columns > 0
      ? g.gemm(g.reshape(a, [-1, inner]), g.reshape(dy, [-1, columns]), {transA: true})
      : g.matMul(swapLast(a), dy);
  return [wants(0) ? da() : null, wants(1) ? db() : null];
}
