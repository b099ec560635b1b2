// Whether a column only grows (or only falls) from row to row, as counters and clocks do.
import type {ColumnData} from '../../data/index.js';

export type Order = 'increasing' | 'decreasing';

export class RowOrder {
  private last = NaN;
  private increases = true;
  private decreases = true;
  private seen = 0;

  /** @param column - numbers */
  add(column: ColumnData, rowCount: number): void {
    if (!this.increases && !this.decreases) return;
    for (let row = 0; row < rowCount; row += 1) {
      const value = Number(column[row] ?? NaN);
      if (Number.isNaN(value)) continue;
      if (this.seen > 0) {
        this.increases &&= value > this.last;
        this.decreases &&= value < this.last;
      }
      this.last = value;
      this.seen += 1;
    }
  }

  /** Null where equal neighbours or another order were seen, or too few values. @param least - values it takes to say so */
  order(least = 20): Order | null {
    if (this.seen < least) return null;
    return this.increases ? 'increasing' : this.decreases ? 'decreasing' : null;
  }
}
