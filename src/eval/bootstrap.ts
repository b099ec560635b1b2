// Intervals for metrics that are no simple share: rows are drawn again with replacement, and the metric measured on
// each such resample. All metrics see the same resamples.
import {Random} from '../core/index.js';
import type {Measure} from './define.js';

export const RESAMPLES = 1000;

/** Above this many draws the number of resamples shrinks, to 200 at the least: 1000 of 60,000 rows are allowed. */
const MAX_DRAWS = 6e7;
const MIN_RESAMPLES = 200;

/** Fixed, so that evaluating twice prints the same digits. */
const SEED = 'bootstrap';

export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** @returns how many resamples are drawn of so many rows */
export function resampleCount(rowCount: number): number {
  return Math.min(RESAMPLES, Math.max(MIN_RESAMPLES, Math.floor(MAX_DRAWS / Math.max(1, rowCount))));
}

/**
 * 95 % percentile intervals, one per measure. A resample on which a measure is undefined (one class only) is left out
 * of its interval; when more than half are, the interval is null.
 *
 * @see Efron and Tibshirani, An Introduction to the Bootstrap (1993), §13.3
 */
export function bootstrapIntervals(measures: readonly Measure[], rowCount: number): Interval[] {
  const resamples = resampleCount(rowCount);
  const random = new Random(SEED);
  const values = measures.map((): number[] => []);
  const counts = new Uint32Array(rowCount);
  for (let resample = 0; measures.length > 0 && resample < resamples; resample += 1) {
    counts.fill(0);
    for (let draw = 0; draw < rowCount; draw += 1) {
      // The bias of this short form is below rowCount · 2⁻³².
      const row = Math.floor((random.uint32() / 2 ** 32) * rowCount);
      counts[row] = (counts[row] ?? 0) + 1;
    }
    measures.forEach((measure, index) => {
      const {value} = measure(counts);
      if (value !== null) values[index]?.push(value);
    });
  }
  return values.map((found) => {
    if (found.length <= resamples / 2) return {low: null, high: null};
    const sorted = Float64Array.from(found).sort();
    return {low: quantile(sorted, 0.025), high: quantile(sorted, 0.975)};
  });
}

/** Linear interpolation between order statistics (R's type 7). */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}
