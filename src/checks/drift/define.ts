// What a measure of drift is.
import type {Comparison} from './comparison.js';

export interface Measured {
  /** Effect size: 0 is no difference. */
  readonly value: number;
  /** Of a test that both sides come from one distribution. */
  readonly pValue?: number;
}

export interface Measure {
  readonly name: string;
  readonly summary: string;
  /** Whether it speaks of the values that are there, or of how many are missing. */
  readonly of: 'values' | 'missing';
  /** Effect size from which a column is said to have drifted. */
  readonly threshold: number;
  /** Undefined where it says nothing about such a column. */
  readonly measure: (comparison: Comparison) => Measured | undefined;
}
