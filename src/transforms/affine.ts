// What standardize and min-max share: y = (x − center) / scale, in double, given as float32.
import type {OpGraph} from '../ops/index.js';
import type {Value} from '../onnx/index.js';

export interface AffineState {
  readonly center: readonly number[];
  readonly scale: readonly number[];
}

/** A spread to divide by: zero and what is not a number scale by 1, so a constant column becomes zeros. */
export function usableScale(spread: number): number {
  return Number.isFinite(spread) && spread > 0 ? spread : 1;
}

/** @param x - float64 `[N, C]` @returns float32 `[N, C]`; NaN stays NaN */
export function buildAffine(g: OpGraph, x: Value, {center, scale}: AffineState): Value {
  const centered = g.sub(x, g.numbers(center, 'float64'));
  return g.cast(g.div(centered, g.numbers(scale, 'float64')), 'float32');
}

/** @param y - float32 `[N, C]` @returns float64 `[N, C]` */
export function inverseAffine(g: OpGraph, y: Value, {center, scale}: AffineState): Value {
  const spread = g.mul(g.cast(y, 'float64'), g.numbers(scale, 'float64'));
  return g.add(spread, g.numbers(center, 'float64'));
}
