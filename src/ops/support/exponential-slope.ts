// The slope of the exponential rectifiers (Elu, Selu), from their result alone.
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {positiveMask} from './positive-mask.js';

/**
 * Of y = p·x where x is positive and y = a·(eˣ − 1) elsewhere: p, or y + a. Written min(y, 0) + a, which is a where y is
 * positive, plus what is missing there; nothing is missing where a = p, as for Elu's usual alpha of 1.
 *
 * @param slopes - `positive`: p; `atZero`: a
 */
export function exponentialSlope(
  g: OpGraph,
  y: Value,
  {positive, atZero}: {readonly positive: number; readonly atZero: number},
): Value {
  const left = g.shift(g.min(y, g.scalar(0, y.dtype)), atZero);
  return positive === atZero ? left : g.add(left, g.scale(positiveMask(g, y), positive - atZero));
}
