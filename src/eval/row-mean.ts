// The mean of a value per row, rows counting by their weights.
import type {Measure, Measured} from './define.js';
import type {RowSample} from './row-sample.js';

/** What is said where nothing counts. */
export const NO_ROWS: Measured = {value: null, note: 'there are no rows'};

/** Weighted mean of `values`. @param values - `[N]` @returns NaN without rows */
export function weightedMean(values: Float64Array, {weights, total}: RowSample): number {
  let sum = 0;
  for (let row = 0; row < values.length; row += 1) sum += (values[row] ?? NaN) * (weights[row] ?? 0);
  return sum / total;
}

/** The mean of `values` over rows, then `finish` (a square root). @param values - `[N]` */
export function measureRowMean(values: Float64Array, finish: (mean: number) => number = (mean) => mean): Measure {
  return (sample) => (sample.total === 0 ? NO_ROWS : {value: finish(weightedMean(values, sample))});
}

/** The share of rows that hit. @param hits - `[N]` 0 or 1 */
export function measureShare(hits: Uint8Array): Measure {
  return (sample) => {
    const {weights, total: trials} = sample;
    let successes = 0;
    for (let row = 0; row < hits.length; row += 1) if (hits[row] === 1) successes += weights[row] ?? 0;
    return trials === 0 ? NO_ROWS : {value: successes / trials, proportion: {successes, trials}};
  };
}
