// Adding gradients up where they were gathered from. ScatterND with reduction would be the fastest op for it, but on
// the CPU it runs in parallel without regard to equal indices: with two threads and more, sums come out in another
// order each run and updates get lost (onnxruntime 1.30; microsoft/onnxruntime issue 18048).
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {reshapeLike, zerosLike} from './like.js';

/**
 * Up to this many rows a product with the one-hot matrix is as fast as ScatterElements, which is sequential (1024
 * indices, 65 rows of 128: 0.24 ms against 0.55; 256 indices, 65 rows of 16: equal), and the same bits on a GPU too.
 */
const ONE_HOT_ROWS = 128;

/**
 * The sum over all indices of the updates' rows, placed at their index.
 *
 * @param like - `[rows, …rest]`, gives shape and dtype of the result
 * @param indices - integers of any shape, `-rows ≤ index < rows`
 * @param updates - `[…indices, …rest]`
 * @returns `[rows, …rest]`, zero where no index points; the same bits whatever the thread count
 */
export function scatterAddRows(g: OpGraph, like: Value, indices: Value, updates: Value): Value {
  const indexRank = indices.shape?.length ?? 0;
  // Flatten, unlike Reshape, needs no size: [count, 1] and [count, rest].
  const places = g.op('Flatten', [indices], {axis: indexRank});
  const parts = g.op('Flatten', [updates], {axis: indexRank});
  const rows = like.shape?.[0];
  if (typeof rows === 'number' && rows > 0 && rows <= ONE_HOT_ROWS) {
    const wrapped = g.op('Mod', [places, g.scalar(rows, indices.dtype)]); // an index counted from the end
    const every = g.numbers([...Array(rows).keys()], indices.dtype, [1, rows]);
    return reshapeLike(g, g.gemm(g.cast(g.equal(wrapped, every), updates.dtype), parts, {transA: true}), like);
  }
  const zeros = g.op('Flatten', [zerosLike(g, like)], {axis: 1});
  const wide = g.op('Expand', [places, g.shapeOf(parts)]);
  return reshapeLike(g, g.op('ScatterElements', [zeros, wide, parts], {axis: 0, reduction: 'add'}), like);
}
