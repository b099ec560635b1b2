// The mean of a value per row, and rows counted several times.
import {at} from './class-rows.js';
import type {Measure, RowCounts} from './define.js';

/** The number of rows with their multiplicities. */
export function totalCount(counts: RowCounts): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

/** The mean of `values` over rows, then `finish` (a square root). @param values - `[N]` */
export function measureRowMean(values: Float64Array, finish: (mean: number) => number = (mean) => mean): Measure {
  return (counts) => {
    let sum = 0;
    for (let row = 0; row < values.length; row += 1) sum += at(values, row) * at(counts, row);
    const total = totalCount(counts);
    return total === 0 ? {value: null, note: 'there are no rows'} : {value: finish(sum / total)};
  };
}
