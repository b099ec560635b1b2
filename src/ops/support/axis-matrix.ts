// Ops that mix the elements along each axis by fixed numbers (resizing, padding by what is there): y = M x along an
// axis, so that the gradient is Mᵀ dy. The matrices are made when the graph is built.
import type {DType, Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';

/** `[output][input]`: what each element of the input counts in each of the output. */
export type AxisMatrix = readonly (readonly number[])[];

/** Mᵀ dy along an axis: the size of the matrix's rows becomes that of its columns. */
export function transposeAlongAxis(g: OpGraph, dy: Value, axis: number, matrix: AxisMatrix): Value {
  const rank = dy.shape?.length ?? axis + 1;
  const [outputs, inputs] = [matrix.length, matrix[0]?.length ?? 0];
  if (axis === rank - 1) return g.matMul(dy, table(g, matrix.flat(), dy.dtype, [outputs, inputs]));
  const turned = Array.from({length: inputs}, (_, input) => matrix.map((row) => row[input] ?? 0));
  const weights = table(g, turned.flat(), dy.dtype, [inputs, outputs]);
  if (axis === rank - 2) return g.matMul(weights, dy);
  const order = Array.from({length: rank}, (_, at) => at);
  const swapped = order.with(axis, rank - 2).with(rank - 2, axis);
  return g.transpose(g.matMul(weights, g.transpose(dy, swapped)), swapped);
}

const table = (g: OpGraph, values: readonly number[], dtype: DType, dims: readonly number[]): Value =>
  g.numbers(values, dtype, dims);
