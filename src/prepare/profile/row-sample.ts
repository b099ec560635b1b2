// A sample of rows in which every row has the same chance, from one pass (Vitter's algorithm R, 1985).
import {Random} from '../../core/index.js';
import {makeColumn, type Batch, type ColumnData, type Field} from '../../data/index.js';
import {isImageField, Thumbnails} from './thumbnails.js';

const MAX_ROWS = 100_000;
const MAX_CELLS = 4_000_000;
/** Characters of all texts together, and of one. */
const MAX_CHARACTERS = 100_000_000;
const [LEAST_TEXT, MOST_TEXT] = [64, 1000];
/** A thumbnail takes as much memory as so many numbers. */
const THUMBNAIL_CELLS = 34;

/** Holds all rows while they are few; which rows it holds of many does not depend on how they are cut into batches. */
export class RowSample {
  private readonly capacity: number;
  private readonly held: ColumnData[];
  private readonly scalars: readonly number[];
  private readonly pictures: ReadonlyMap<number, Thumbnails>;
  private readonly rows: Float64Array;
  private readonly random = new Random('profile');
  /** Longer texts are cut here. */
  readonly textLimit: number;
  /** Rows that came by. */
  seen = 0;

  /** @param maxRows - rows held at most */
  constructor(fields: readonly Field[], maxRows = MAX_ROWS) {
    const images = fields.flatMap((field, index) => (isImageField(field) ? [index] : []));
    const texts = fields.filter(({storage}) => storage === 'utf8').length;
    const cells = fields.length + images.length * THUMBNAIL_CELLS;
    this.capacity = Math.max(1, Math.min(maxRows, Math.floor(MAX_CELLS / Math.max(1, cells))));
    this.textLimit = Math.max(
      LEAST_TEXT,
      Math.min(MOST_TEXT, Math.floor(MAX_CHARACTERS / (this.capacity * Math.max(1, texts)))),
    );
    // Other tensors are related to nothing, and not held.
    this.held = fields.map(({storage, shape}) =>
      storage === 'utf8' || shape !== undefined ? [] : makeColumn('float64', this.capacity),
    );
    this.scalars = fields.flatMap(({shape}, index) => (shape === undefined ? [index] : []));
    this.pictures = new Map(images.map((index) => [index, new Thumbnails(fields[index]?.shape ?? [], this.capacity)]));
    this.rows = new Float64Array(this.capacity);
  }

  get rowCount(): number {
    return Math.min(this.seen, this.capacity);
  }

  get isSampled(): boolean {
    return this.seen > this.capacity;
  }

  /** 1-based rows of the dataset. */
  get positions(): Float64Array {
    return this.rows.subarray(0, this.rowCount);
  }

  /** The columns of the rows held; numbers as float64. */
  get columns(): (Float64Array | (string | null)[])[] {
    return this.held.map((column) => column.slice(0, this.rowCount) as Float64Array | (string | null)[]);
  }

  /** Of a column of pictures, by place among the fields. */
  thumbnails(index: number): Thumbnails | undefined {
    return this.pictures.get(index);
  }

  add(batch: Batch): void {
    const {columns} = batch;
    for (let row = 0; row < batch.rowCount; row += 1) {
      const place = this.seen < this.capacity ? this.seen : this.random.integer(this.seen + 1);
      this.seen += 1;
      if (place >= this.capacity) continue;
      this.rows[place] = this.seen;
      for (const index of this.scalars) {
        const column = this.held[index] ?? [];
        if (Array.isArray(column)) column[place] = this.cut(columns[index]?.[row]);
        else column[place] = Number(columns[index]?.[row] ?? NaN);
      }
      for (const [index, thumbnails] of this.pictures) {
        const column = columns[index];
        if (column && !Array.isArray(column)) thumbnails.set(place, column, row);
      }
    }
  }

  /** A text cut by `slice` would keep the whole of it in memory; a copy does not. */
  private cut(text: string | number | null | undefined): string | null {
    if (typeof text !== 'string') return null;
    return text.length <= this.textLimit
      ? text
      : Buffer.from(text.slice(0, this.textLimit), 'utf16le').toString('utf16le');
  }
}
