// Statistics over the last rows of a series, the row itself included. A missing value among them makes the result missing.
import {Registry} from '../../core/index.js';

export interface RollingStatistic {
  readonly name: string;
  /** Rows below which it is not defined. */
  readonly least: number;
  /** @param values - oldest first */
  readonly apply: (values: Float64Array) => number;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: Float64Array): number {
  return sum(values) / values.length;
}

/** Of a sample: divided by n − 1. */
function deviation(values: Float64Array): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((total, value) => total + (value - center) ** 2, 0) / (values.length - 1));
}

/** Named as in pandas, and equal to its numbers. */
export const rollingStatistics = new Registry<RollingStatistic>('rolling statistic', [
  {name: 'mean', least: 1, apply: mean},
  {name: 'std', least: 2, apply: deviation},
  {name: 'min', least: 1, apply: (values) => values.reduce((a, b) => Math.min(a, b))},
  {name: 'max', least: 1, apply: (values) => values.reduce((a, b) => Math.max(a, b))},
  {name: 'sum', least: 1, apply: sum},
]);
