// Normalization by the root of the mean square, under its three names.
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {normalizeAxis} from './shapes.js';

export interface RootMeanSquareOptions {
  readonly scale: Value;
  readonly epsilon: number;
  /** The first axis of the mean. */
  readonly axis: number;
}

/** x / √(mean of x² + epsilon) · scale, and 1 / √… itself with the axes kept; the rank of x is known. */
export function rootMeanSquareNorm(g: OpGraph, x: Value, {scale, epsilon, axis}: RootMeanSquareOptions) {
  const rank = x.shape?.length ?? 1;
  const from = normalizeAxis(axis, rank, 'RMSNormalization');
  const axes = Array.from({length: rank - from}, (_, index) => from + index);
  const square = g.reduceMean(g.mul(x, x), axes, true);
  const inverse = g.op('Reciprocal', [g.sqrt(g.shift(square, epsilon))]);
  return {y: g.mul(g.mul(x, inverse), scale), inverse};
}
