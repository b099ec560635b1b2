// Bounds beyond which a value is an outlier, and the choice of how they are found.
import type {Json} from '../core/index.js';
import type {ColumnStatistics} from '../data/index.js';
import type {FitColumn} from './define.js';
import {choiceOption, numberOption} from './options.js';

export const FENCE_METHODS = ['iqr', 'zscore'] as const;
export type FenceMethod = (typeof FENCE_METHODS)[number];

/** Tukey's fences lie 1.5 interquartile ranges beyond the quartiles (1977); three deviations are the usual for the other. */
export const FENCE_FACTORS: Readonly<Record<FenceMethod, number>> = {iqr: 1.5, zscore: 3};

/** `[low, high]`: quartiles ∓ factor · interquartile range, or mean ∓ factor · population deviation. */
export function fencesOf(statistics: ColumnStatistics, method: FenceMethod, factor: number): readonly [number, number] {
  if (method === 'zscore') {
    const reach = factor * statistics.deviation;
    return [statistics.mean - reach, statistics.mean + reach];
  }
  const [low, high] = [statistics.quantile(0.25), statistics.quantile(0.75)];
  const reach = factor * (high - low);
  return [low - reach, high + reach];
}

export interface FenceState {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Options `method` and `factor` of a transform over its columns. */
export function fitFences(columns: readonly FitColumn[], options: Readonly<Record<string, Json>>): FenceState {
  const method = choiceOption(options, 'method', FENCE_METHODS);
  const factor = numberOption(options, 'factor', 0);
  const fences = columns.map(({statistics}) => fencesOf(statistics, method, factor));
  return {low: fences.map(([low]) => low), high: fences.map(([, high]) => high)};
}
