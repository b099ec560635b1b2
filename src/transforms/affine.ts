// What standardize and min-max share: y = (x − center) / scale, in double, given as float32.
import type {OpGraph} from '../ops/index.js';
import type {Value} from '../onnx/index.js';
import type {FitColumn} from './define.js';

export interface AffineState {
  readonly center: readonly number[];
  readonly scale: readonly number[];
}

/** A spread to divide by: zero and what is not a number scale by 1, so a constant column becomes zeros. */
export function usableScale(spread: number): number {
  return Number.isFinite(spread) && spread > 0 ? spread : 1;
}

/** The storages of tensors that {@link buildAffine} takes. */
export const TENSORS = ['uint8', 'int32', 'float32', 'float64'] as const;

/**
 * @param x - float64 `[N, C]`; or tensors `[N, ...shape]`: of rank 3 (channels first) with a state for each channel, else
 *   with one for all numbers. Bytes and float32 are worked on as float32, which holds them exactly.
 * @returns float32 of the same shape; NaN stays NaN
 */
export function buildAffine(g: OpGraph, x: Value, {center, scale}: AffineState): Value {
  const dtype = x.dtype === 'uint8' || x.dtype === 'float32' ? 'float32' : 'float64';
  const dims = x.shape?.length === 4 ? [center.length, 1, 1] : [center.length];
  const centered = g.sub(g.cast(x, dtype), g.numbers(center, dtype, dims));
  return g.cast(g.div(centered, g.numbers(scale, dtype, dims)), 'float32');
}

/** Center and scale of each scalar column, or of each channel of the one column of tensors. */
export function fitAffine(
  columns: readonly FitColumn[],
  fit: (values: Spread) => {readonly center: number; readonly scale: number},
): AffineState {
  const states = columns.flatMap(({statistics}) => {
    const {elements} = statistics;
    if (!elements) return [fit(statistics)];
    return elements.channels.map(({mean, min, max, squares, count}) =>
      fit({mean, min, max, variance: count === 0 ? NaN : squares / count}),
    );
  });
  return {center: states.map(({center}) => center), scale: states.map(({scale}) => scale)};
}

/** What an affine is fitted on; the variance divided by n. */
interface Spread {
  readonly mean: number;
  readonly variance: number;
  readonly min: number;
  readonly max: number;
}

/** @param y - float32 `[N, C]` @returns float64 `[N, C]` */
export function inverseAffine(g: OpGraph, y: Value, {center, scale}: AffineState): Value {
  const spread = g.mul(g.cast(y, 'float64'), g.numbers(scale, 'float64'));
  return g.add(spread, g.numbers(center, 'float64'));
}
