// Intervals for metrics that are no simple share: rows are drawn again with replacement, and the metric measured on
// each such resample. All metrics see the same resamples.
import {Random} from '../core/index.js';
import type {RowWeights} from './row-sample.js';

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

/** Values on rows that count `weights` each, `[N]`; null where undefined. All are asked of the same resamples. */
export type Statistics = (weights: RowWeights) => readonly (number | null)[];

export interface BootstrapOptions {
  /** How many values `statistics` gives. */
  readonly count: number;
  readonly rowCount: number;
  /** `[N]` what a row counts each time it is drawn; default 1. */
  readonly weights?: Float64Array | undefined;
}

/**
 * 95 % percentile intervals, one per value. Rows are drawn alike, whatever they count. A resample on which a value is
 * undefined (one class only) is left out of its interval; when half of them or more are, the interval is null.
 *
 * @see Efron and Tibshirani, An Introduction to the Bootstrap (1993), §13.3
 */
export function bootstrapIntervals(statistics: Statistics, {count, rowCount, weights}: BootstrapOptions): Interval[] {
  const resamples = resampleCount(rowCount);
  const random = new Random(SEED);
  const values = Array.from({length: count}, (): number[] => []);
  const weighted = weights && new Float64Array(rowCount);
  const draw = createDrawer(rowCount, random);
  for (let resample = 0; count > 0 && resample < resamples; resample += 1) {
    const counts = draw();
    if (weights && weighted)
      for (let row = 0; row < rowCount; row += 1) weighted[row] = (counts[row] ?? 0) * (weights[row] ?? 0);
    statistics(weighted ?? counts).forEach((value, index) => {
      if (value !== null) values[index]?.push(value);
    });
  }
  return values.map((found) => {
    if (found.length <= resamples / 2) return {low: null, high: null};
    const sorted = Float64Array.from(found).sort();
    return {low: quantileOf(sorted, 0.025), high: quantileOf(sorted, 0.975)};
  });
}

/** How many random numbers are made at once: they stay in the processor's first cache. */
const CHUNK = 4096;

/**
 * @returns a function that draws as many rows as there are, with replacement: `[N]` how often each came. Small numbers,
 * because they are written at random places: those of a million rows then fit a processor's cache.
 */
function createDrawer(rowCount: number, random: Random): () => Uint16Array {
  // No row is drawn oftener than there are rows; of many rows none is drawn 65,536 times before the sun goes out.
  const counts = new Uint16Array(rowCount);
  const numbers = new Uint32Array(CHUNK);
  const scale = rowCount / 2 ** 32;
  return () => {
    counts.fill(0);
    for (let left = rowCount; left > 0; left -= CHUNK) {
      const chunk = left < CHUNK ? numbers.subarray(0, left) : numbers;
      random.fillUint32(chunk);
      for (const number of chunk) {
        // The bias of this short form is below rowCount · 2⁻³².
        const row = Math.floor(number * scale);
        counts[row] = (counts[row] ?? 0) + 1;
      }
    }
    return counts;
  };
}

/** Linear interpolation between order statistics (R's type 7). @param sorted - not empty */
export function quantileOf(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}
