// Which rows stay. A filter looks at one row and gives the reason to leave it out; reasons are counted.
import {
  columnWidth,
  isMissingCell,
  takeRows,
  type Batch,
  type Dataset,
  type Field,
  type Ledger,
} from '../data/index.js';
import {createRowHasher} from './row-hash.js';

/** @returns why the row is left out (and the column concerned), or undefined when it stays */
export type RowFilter = (batch: Batch, row: number) => {readonly reason: string; readonly column?: string} | undefined;

/** All filters in order; the first reason counts. */
export function allFilters(filters: readonly RowFilter[]): RowFilter {
  return (batch, row) => {
    for (const filter of filters) {
      const reason = filter(batch, row);
      if (reason) return reason;
    }
    return undefined;
  };
}

export function isMissing(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function lacksValue({columns, rowCount}: Batch, index: number, row: number): boolean {
  const column = columns[index] ?? [];
  return isMissingCell(column, row, columnWidth(column, rowCount));
}

/** Leaves out rows without a value in one of these columns. */
export function dropMissing(fields: readonly Field[], names: readonly string[], reason = 'missing value'): RowFilter {
  const watched = names.map((name) => ({name, index: fields.findIndex((field) => field.name === name)}));
  return (batch, row) => {
    const found = watched.find(({index}) => lacksValue(batch, index, row));
    return found && {reason, column: found.name};
  };
}

/** Leaves out rows in which more than a share of the features is missing. */
export function dropSparse(fields: readonly Field[], share: number): RowFilter {
  const features = fields.flatMap(({role}, index) => (role === 'feature' ? [index] : []));
  return (batch, row) => {
    const missing = features.filter((index) => lacksValue(batch, index, row)).length;
    return missing > share * features.length ? {reason: 'too many missing values'} : undefined;
  };
}

/** Leaves out rows that are equal in every column to an earlier one. Holds a hash of every row in memory. */
export function dropDuplicates(): RowFilter {
  const hash = createRowHasher();
  // 53 bits find the place, 32 more must agree: with 85 bits, ten million rows collide with probability 10⁻¹².
  const seen = new Map<number, number | number[]>();
  return (batch, row) => {
    const {place, check} = hash(batch, row);
    const known = seen.get(place);
    if (known === undefined) {
      seen.set(place, check);
      return undefined;
    }
    const checks = typeof known === 'number' ? [known] : known;
    if (checks.includes(check)) return {reason: 'duplicate row'};
    seen.set(place, [...checks, check]);
    return undefined;
  };
}

export interface FilteredBatch {
  readonly batch: Batch;
  /** 1-based positions of its rows in the source. */
  readonly rows: readonly number[];
}

/** Batches of the rows that stay; batches without any are passed over. Drops are recorded, keeping is the caller's. */
export async function* filterRows(
  dataset: Dataset,
  filter: RowFilter | undefined,
  ledger: Ledger,
): AsyncGenerator<FilteredBatch> {
  let first = 1;
  for await (const batch of dataset.batches()) {
    const kept: number[] = [];
    for (let row = 0; row < batch.rowCount; row += 1) {
      const reason = filter?.(batch, row);
      if (reason) ledger.record({action: 'dropped', ...reason, row: first + row});
      else kept.push(row);
    }
    const start = first;
    first += batch.rowCount;
    if (kept.length === 0) continue;
    const isWhole = kept.length === batch.rowCount;
    yield {batch: isWhole ? batch : takeRows(batch, kept), rows: kept.map((row) => start + row)};
  }
}
