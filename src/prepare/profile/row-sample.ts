// A sample of rows in which every row has the same chance, from one pass (Vitter's algorithm R, 1985).
import {Random} from '../../core/index.js';
import {makeColumn, type Batch, type ColumnData, type Field} from '../../data/index.js';

const MAX_ROWS = 100_000;
const MAX_CELLS = 4_000_000;

/** Holds all rows while they are few; which rows it holds of many does not depend on how they are cut into batches. */
export class RowSample {
  private readonly capacity: number;
  private readonly held: ColumnData[];
  private readonly scalars: readonly number[];
  private readonly random = new Random('profile');
  /** Rows that came by. */
  seen = 0;

  /** @param maxRows - rows held at most */
  constructor(fields: readonly Field[], maxRows = MAX_ROWS) {
    this.capacity = Math.max(1, Math.min(maxRows, Math.floor(MAX_CELLS / Math.max(1, fields.length))));
    // Tensors are related to nothing, and not held.
    this.held = fields.map(({storage, shape}) =>
      storage === 'utf8' || shape !== undefined ? [] : makeColumn('float64', this.capacity),
    );
    this.scalars = fields.flatMap(({shape}, index) => (shape === undefined ? [index] : []));
  }

  get rowCount(): number {
    return Math.min(this.seen, this.capacity);
  }

  /** The columns of the rows held; numbers as float64. */
  get columns(): (Float64Array | (string | null)[])[] {
    return this.held.map((column) => column.slice(0, this.rowCount) as Float64Array | (string | null)[]);
  }

  add(batch: Batch): void {
    for (let row = 0; row < batch.rowCount; row += 1) {
      const place = this.seen < this.capacity ? this.seen : this.random.integer(this.seen + 1);
      this.seen += 1;
      if (place >= this.capacity) continue;
      for (const index of this.scalars) {
        const column = this.held[index] ?? [];
        column[place] = batch.columns[index]?.[row] ?? (Array.isArray(column) ? null : NaN);
      }
    }
  }
}
