// The last rows of one series: all that is held of it.
import {makeColumn, type ColumnData, type Field} from '../../data/index.js';

/** What is held of each row. */
export interface SeriesLayout {
  /** Rows held: those a window looks back at, and those up to the farthest horizon. */
  readonly rows: number;
  /** Columns of numbers that windows are made of. */
  readonly numbers: number;
  /** Columns carried along, one value a row or more. */
  readonly carried: readonly Pick<Field, 'storage'>[];
  readonly widths: readonly number[];
}

/** A ring of rows. Places count from 0, the first row of an unbroken stretch. */
export class Series {
  /** Rows of the stretch so far. */
  length = 0;
  /** Instant of the last row. */
  time = NaN;
  private readonly numbers: Float64Array;
  private readonly carried: ColumnData[];
  /** 1-based rows of the source; 0 for a step that was filled in. */
  private readonly sources: Float64Array;

  constructor(private readonly layout: SeriesLayout) {
    const {rows, numbers, carried, widths} = layout;
    this.numbers = new Float64Array(rows * numbers).fill(NaN);
    this.carried = carried.map(({storage}, at) => makeColumn(storage, rows * (widths[at] ?? 1)));
    this.sources = new Float64Array(rows);
  }

  /** The next row. @param sourceRow - see {@link sourceOf} */
  push(sourceRow: number): void {
    this.sources[this.length % this.layout.rows] = sourceRow;
    this.length += 1;
  }

  /** A step like the one before it, that no row was read for. */
  repeat(): void {
    const {numbers, rows} = this.layout;
    const last = ((this.length - 1) % rows) * numbers;
    const values = this.numbers.slice(last, last + numbers);
    this.push(0);
    this.numbers.set(values, ((this.length - 1) % rows) * numbers);
  }

  /** Forgets its rows, for what comes does not follow them. */
  restart(): void {
    this.length = 0;
  }

  sourceOf(place: number): number {
    return this.sources[place % this.layout.rows] ?? 0;
  }

  number(place: number, column: number): number {
    return this.numbers[(place % this.layout.rows) * this.layout.numbers + column] ?? NaN;
  }

  setNumber(place: number, column: number, value: number): void {
    this.numbers[(place % this.layout.rows) * this.layout.numbers + column] = value;
  }

  /** Takes a row's cell of a carried column over from a batch. */
  carry(place: number, at: number, from: {readonly column: ColumnData; readonly row: number}): void {
    const width = this.layout.widths[at] ?? 1;
    const column = this.carried[at] ?? [];
    const to = (place % this.layout.rows) * width;
    for (let part = 0; part < width; part += 1) column[to + part] = from.column[from.row * width + part] as never;
  }

  /** A row's cell of a carried column: one value, or the numbers of a tensor. */
  carriedCell(place: number, at: number): string | number | null | Exclude<ColumnData, unknown[]> {
    const width = this.layout.widths[at] ?? 1;
    const column = this.carried[at] ?? [];
    const from = (place % this.layout.rows) * width;
    if (Array.isArray(column) || width === 1) return column[from] ?? null;
    return column.slice(from, from + width);
  }
}
