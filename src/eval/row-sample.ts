// Rows together with how much each counts: all of them, a bootstrap resample, rows with weights. What several metrics
// read from it is worked out once.
import {Confusion} from './confusion.js';
import type {ClassTable, ScoredRows} from './define.js';
import {LabelTable} from './label-rows.js';

/** `[N]` how much each row counts; in a resample of rows that count alike, how often each was drawn. */
export type RowWeights = Float64Array | Uint16Array;

export class RowSample {
  private sum: number | undefined;
  private table: ClassTable | undefined;

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

  /** Rows by true and predicted class, or by label; of no meaning for regression. */
  get confusion(): ClassTable {
    const {rows, weights} = this;
    this.table ??= rows.task === 'multilabel' ? new LabelTable(rows, weights) : new Confusion(rows, weights);
    return this.table;
  }
}

export function rowCountOf(rows: ScoredRows): number {
  if (rows.task === 'multilabel') return rows.truths.length / Math.max(1, rows.classes.length);
  if (rows.task === 'language-model') return rows.tokens.length;
  return rows.task === 'classification' ? rows.labels.length : rows.targets.length;
}
