// Batches as values: taking rows out and putting batches together. How many numbers a row of a column has, one or the
// product of its shape, is told here and nowhere else.
import {counted, invariant} from '../core/index.js';
import type {Batch, ColumnData, NumberColumn, Storage} from './types.js';

const ARRAYS = {float64: Float64Array, float32: Float32Array, int32: Int32Array, uint8: Uint8Array} as const;

/** Numbers of a storage, all zero. */
export function makeNumbers(storage: Exclude<Storage, 'utf8'>, length: number): NumberColumn {
  return new ARRAYS[storage](length);
}

/** A column of a storage and a length (rows × width): zeros, or nulls for text. */
export function makeColumn(storage: Storage, length: number): ColumnData {
  return storage === 'utf8' ? new Array<string | null>(length).fill(null) : makeNumbers(storage, length);
}

/** The storage of a column. */
export function storageOf(column: ColumnData): Storage {
  if (Array.isArray(column)) return 'utf8';
  if (column instanceof Float64Array) return 'float64';
  if (column instanceof Float32Array) return 'float32';
  return column instanceof Int32Array ? 'int32' : 'uint8';
}

/** How many values a cell of that shape has. */
export function cellSize(shape: readonly number[] | undefined): number {
  return (shape ?? []).reduce((product, size) => product * size, 1);
}

/** How many values a row of a column has. */
export function columnWidth(column: ColumnData, rowCount: number): number {
  if (rowCount === 0 || column.length === rowCount) return 1;
  const width = column.length / rowCount;
  invariant(Number.isInteger(width), `a column of ${String(column.length)} values for ${counted(rowCount, 'row')}`);
  return width;
}

/** How many of the numbers of a column are none. */
export function countMissing(column: NumberColumn): number {
  let missing = 0;
  for (const value of column) if (Number.isNaN(value)) missing += 1;
  return missing;
}

/** Whether a row has no value: null, NaN, or for a tensor nothing but NaN. @param width - see {@link columnWidth} */
export function isMissingCell(column: ColumnData, row: number, width = 1): boolean {
  if (Array.isArray(column)) return (column[row] ?? null) === null;
  for (let at = row * width; at < (row + 1) * width; at += 1) if (!Number.isNaN(column[at] ?? NaN)) return false;
  return true;
}

function makeLike(column: NumberColumn, length: number): NumberColumn {
  return new (column.constructor as new (length: number) => NumberColumn)(length);
}

function takeColumn(column: ColumnData, indices: ArrayLike<number>, width: number): ColumnData {
  if (Array.isArray(column)) return Array.from(indices, (index) => column[index] ?? null);
  const taken = makeLike(column, indices.length * width);
  for (let row = 0; row < indices.length; row += 1) {
    const from = indices[row] ?? 0;
    if (width === 1) taken[row] = column[from] ?? NaN;
    else taken.set(column.subarray(from * width, (from + 1) * width), row * width);
  }
  return taken;
}

/** The rows at `indices`, in that order; an index may repeat. */
export function takeRows(batch: Batch, indices: ArrayLike<number>): Batch {
  const {rowCount, columns} = batch;
  return {
    rowCount: indices.length,
    columns: columns.map((column) => takeColumn(column, indices, columnWidth(column, rowCount))),
  };
}

/** Rows `start` (included) to `end` (excluded). */
export function sliceRows(batch: Batch, start: number, end: number): Batch {
  const {rowCount, columns} = batch;
  const last = Math.min(end, rowCount);
  return {
    rowCount: Math.max(0, last - start),
    columns: columns.map((column) => {
      const width = columnWidth(column, rowCount);
      return column.slice(start * width, Math.max(start, last) * width);
    }),
  };
}

function concatColumns(parts: readonly ColumnData[]): ColumnData {
  const [first] = parts;
  invariant(first !== undefined, 'no batches to put together');
  if (Array.isArray(first)) return (parts as (string | null)[][]).flat();
  const whole = makeLike(
    first,
    parts.reduce((sum, {length}) => sum + length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    whole.set(part as NumberColumn, offset);
    offset += part.length;
  }
  return whole;
}

/** One batch of all rows. All batches must be of one schema, and there must be at least one. */
export function concatBatches(batches: readonly Batch[]): Batch {
  const [first] = batches;
  invariant(first !== undefined, 'no batches to put together');
  if (batches.length === 1) return first;
  const rowCount = batches.reduce((sum, batch) => sum + batch.rowCount, 0);
  return {
    rowCount,
    columns: first.columns.map((_, index) => concatColumns(batches.map((batch) => batch.columns[index] ?? []))),
  };
}
