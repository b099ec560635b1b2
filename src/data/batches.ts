// Batches as values: taking rows out and putting batches together.
import {invariant} from '../core/index.js';
import type {Batch, ColumnData, Storage} from './types.js';

/** A column of a storage and a length: zeros, or nulls for text. */
export function makeColumn(storage: Storage, length: number): ColumnData {
  switch (storage) {
    case 'float64':
      return new Float64Array(length);
    case 'float32':
      return new Float32Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'utf8':
      return new Array<string | null>(length).fill(null);
  }
}

function takeColumn(column: ColumnData, indices: ArrayLike<number>): ColumnData {
  if (Array.isArray(column)) return Array.from(indices, (index) => column[index] ?? null);
  const taken = new (column.constructor as new (length: number) => Exclude<ColumnData, (string | null)[]>)(
    indices.length,
  );
  for (let row = 0; row < indices.length; row += 1) taken[row] = column[indices[row] ?? 0] ?? NaN;
  return taken;
}

/** The rows at `indices`, in that order; an index may repeat. */
export function takeRows(batch: Batch, indices: ArrayLike<number>): Batch {
  return {rowCount: indices.length, columns: batch.columns.map((column) => takeColumn(column, indices))};
}

/** Rows `start` (included) to `end` (excluded). */
export function sliceRows(batch: Batch, start: number, end: number): Batch {
  const last = Math.min(end, batch.rowCount);
  return {rowCount: Math.max(0, last - start), columns: batch.columns.map((column) => column.slice(start, last))};
}

function concatColumns(parts: readonly ColumnData[], length: number): ColumnData {
  const [first] = parts;
  invariant(first !== undefined, 'no batches to put together');
  if (Array.isArray(first)) return (parts as (string | null)[][]).flat();
  const whole = new (first.constructor as new (length: number) => Exclude<ColumnData, (string | null)[]>)(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part as Float64Array, offset);
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
    columns: first.columns.map((_, index) =>
      concatColumns(
        batches.map((batch) => batch.columns[index] ?? []),
        rowCount,
      ),
    ),
  };
}
