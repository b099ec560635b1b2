import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';

/** The size of the last axis of x as a scalar of its dtype: a constant where it is known. */
export function lastSize(g: OpGraph, x: Value): Value {
  const size = x.shape?.at(-1);
  return typeof size === 'number' ? g.scalar(size, x.dtype) : g.cast(g.squeeze(g.shapeOf(x, -1), [0]), x.dtype);
}
