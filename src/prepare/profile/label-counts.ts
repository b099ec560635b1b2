// Columns that list labels: how often each occurs, and how many a row has.
import {ColumnStatistics, splitLabels, type ColumnData, type Field} from '../../data/index.js';

export interface LabelSummary {
  /** Different labels. */
  readonly labels: number;
  /** False beyond 100,000 different labels. */
  readonly isExact: boolean;
  /** Labels of a row. */
  readonly perRow: {readonly min: number; readonly mean: number; readonly max: number};
  /** Rows that have no label, and say so. */
  readonly unlabelled: number;
  /** Share: of the rows that have a value. */
  readonly top: readonly {readonly value: string; readonly count: number; readonly share: number}[];
}

export class LabelCounts {
  private readonly labels = new ColumnStatistics();
  private readonly perRow = new ColumnStatistics(undefined, {countNumbers: false});
  private unlabelled = 0;

  constructor(private readonly parse: Field['parse']) {}

  add(column: ColumnData, rowCount: number): void {
    const found: string[] = [];
    const sizes = new Float64Array(rowCount).fill(NaN);
    for (let row = 0; row < rowCount; row += 1) {
      const text = column[row];
      if (typeof text !== 'string') continue;
      const labels = splitLabels(text, this.parse);
      for (const label of labels) found.push(label);
      sizes[row] = labels.length;
      if (labels.length === 0) this.unlabelled += 1;
    }
    this.labels.add(found);
    this.perRow.add(sizes);
  }

  /** Null without values. @param top - how many labels are named */
  summary(top: number): LabelSummary | null {
    const {labels, perRow, unlabelled} = this;
    const rows = perRow.present;
    if (rows === 0) return null;
    return {
      labels: labels.distinct,
      isExact: labels.isDistinctExact,
      perRow: {min: perRow.min, mean: perRow.mean, max: perRow.max},
      unlabelled,
      top: labels.top(top).map(({value, count}) => ({value: String(value), count, share: count / rows})),
    };
  }
}
