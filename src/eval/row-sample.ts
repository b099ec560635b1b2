// Rows together with how much each counts: all of them, a bootstrap resample, rows with weights. What several metrics
// read from it is worked out once.
import {Confusion} from './confusion.js';
import type {ScoredRows} from './define.js';

/** `[N]` how much each row counts; in a resample of rows that count alike, how often each was drawn. */
export type RowWeights = Float64Array | Uint16Array;

export class RowSample {
  private sum: number | undefined;
  private table: Confusion | undefined;

  /** @param weights - `[N]` multiplicity times weight of each row; by default the weights of the rows themselves */
  constructor(
    readonly rows: ScoredRows,
    readonly weights: RowWeights = rows.weights ?? new Float64Array(rowCountOf(rows)).fill(1),
  ) {}

  /** What all rows count together. */
  get total(): number {
    if (this.sum === undefined) {
      let sum = 0;
      // Not for…of: an iterator takes three times as long, and a bootstrap asks once a resample.
      this.weights.forEach((weight: number) => {
        sum += weight;
      });
      this.sum = sum;
    }
    return this.sum;
  }

  /** Rows by true and predicted class; of no meaning for regression. */
  get confusion(): Confusion {
    this.table ??= new Confusion(this.rows, this.weights);
    return this.table;
  }
}

export function rowCountOf(rows: ScoredRows): number {
  return rows.task === 'classification' ? rows.labels.length : rows.targets.length;
}
