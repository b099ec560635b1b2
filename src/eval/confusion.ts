// The table every count-based classification metric is read from.
import {at} from './class-rows.js';
import type {ScoredRows} from './define.js';
import type {RowWeights} from './row-sample.js';

/** Weights of rows by true class (rows) and predicted class (columns). */
export class Confusion {
  private readonly cells: Float64Array;
  readonly classCount: number;

  /** @param weights - `[N]` how much each row counts */
  constructor(rows: ScoredRows, weights: RowWeights) {
    this.classCount = rows.task === 'classification' ? rows.classes.length : 0;
    this.cells = new Float64Array(this.classCount * this.classCount);
    if (rows.task !== 'classification') return;
    const {cells, classCount} = this;
    const {labels, predicted} = rows;
    for (let row = 0; row < weights.length; row += 1) {
      const cell = (labels[row] ?? 0) * classCount + (predicted[row] ?? 0);
      cells[cell] = (cells[cell] ?? 0) + (weights[row] ?? 0);
    }
  }

  /** Rows of class `truth` predicted as `predicted`. */
  cell(truth: number, predicted: number): number {
    return at(this.cells, truth * this.classCount + predicted);
  }

  /** Rows whose true class it is. */
  support(index: number): number {
    let sum = 0;
    for (let other = 0; other < this.classCount; other += 1) sum += this.cell(index, other);
    return sum;
  }

  /** Rows predicted to be of the class. */
  predicted(index: number): number {
    let sum = 0;
    for (let other = 0; other < this.classCount; other += 1) sum += this.cell(other, index);
    return sum;
  }

  toArray(): number[][] {
    return Array.from({length: this.classCount}, (_, truth) =>
      Array.from({length: this.classCount}, (__, predicted) => this.cell(truth, predicted)),
    );
  }
}
