// Which rows stay. A filter looks at a batch, column by column, and gives the rows to leave out a reason; reasons are counted.
import {
  columnWidth,
  DuplicateFinder,
  isMissingCell,
  takeRows,
  type Batch,
  type ColumnData,
  type Dataset,
  type RowSearchOptions,
  type Field,
  type Ledger,
  type RowMask,
} from '../data/index.js';

export interface DropReason {
  readonly reason: string;
  readonly column?: string;
}

/** The rows of a batch that are left out, each for the first reason found. */
export class Drops {
  count = 0;
  /** Of each row the place of its reason + 1; 0 while it stays. */
  private readonly codes: Uint16Array;
  private readonly reasons: DropReason[] = [];

  /** @param first - position of the first row in the source, from 0 */
  constructor(
    readonly rowCount: number,
    readonly first: number,
  ) {
    this.codes = new Uint16Array(rowCount);
  }

  isDropped(row: number): boolean {
    return this.codes[row] !== 0;
  }

  /** Leaves out, of the rows that are still there, those that a test finds. */
  dropWhere(reason: DropReason, test: (row: number) => boolean): void {
    const {codes, rowCount} = this;
    const code = this.reasons.length + 1;
    let found = 0;
    for (let row = 0; row < rowCount; row += 1) {
      if (codes[row] !== 0 || !test(row)) continue;
      codes[row] = code;
      found += 1;
    }
    this.count += found;
    if (found > 0) this.reasons.push(reason);
  }

  reasonOf(row: number): DropReason | undefined {
    return this.reasons[(this.codes[row] ?? 0) - 1];
  }
}

export type RowFilter = (batch: Batch, drops: Drops) => void;

/** All filters in order; the first reason counts. */
export function allFilters(filters: readonly RowFilter[]): RowFilter {
  return (batch, drops) => {
    for (const filter of filters) filter(batch, drops);
  };
}

export function isMissing(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

/** Whether a row has no value in a column. */
function missingTest(column: ColumnData, rowCount: number): (row: number) => boolean {
  if (Array.isArray(column)) return (row) => (column[row] ?? null) === null;
  const width = columnWidth(column, rowCount);
  if (width === 1) return (row) => Number.isNaN(column[row] ?? NaN);
  return (row) => isMissingCell(column, row, width);
}

/** Leaves out rows without a value in one of these columns. */
export function dropMissing(fields: readonly Field[], names: readonly string[], reason = 'missing value'): RowFilter {
  const watched = names.map((name) => ({name, index: fields.findIndex((field) => field.name === name)}));
  return ({columns, rowCount}, drops) => {
    for (const {name, index} of watched)
      drops.dropWhere({reason, column: name}, missingTest(columns[index] ?? [], rowCount));
  };
}

/** Leaves out rows in which more than a share of the features is missing. */
export function dropSparse(fields: readonly Field[], share: number): RowFilter {
  const features = fields.flatMap(({role}, index) => (role === 'feature' ? [index] : []));
  return ({columns, rowCount}, drops) => {
    const missing = new Uint32Array(rowCount);
    for (const index of features) {
      const test = missingTest(columns[index] ?? [], rowCount);
      for (let row = 0; row < rowCount; row += 1) if (test(row)) missing[row] = (missing[row] ?? 0) + 1;
    }
    drops.dropWhere({reason: 'too many missing values'}, (row) => (missing[row] ?? 0) > share * features.length);
  };
}

/** Leaves out the rows of a mask. @param mask - positions in the source */
export function dropMasked(mask: RowMask, reason: string): RowFilter {
  return (_batch, drops) => drops.dropWhere({reason}, (row) => mask.has(drops.first + row));
}

/**
 * One pass over the rows, in bounded memory.
 *
 * @param earlier - rows it leaves out are as if they were not there
 * @returns the positions of rows equal in every column to an earlier one
 */
export async function findDuplicates(
  dataset: Dataset,
  earlier: RowFilter | undefined,
  options: RowSearchOptions,
): Promise<RowMask> {
  const finder = new DuplicateFinder(options);
  let first = 0;
  try {
    for await (const batch of dataset.batches()) {
      const drops = new Drops(batch.rowCount, first);
      earlier?.(batch, drops);
      finder.add(batch, (row) => drops.isDropped(row));
      first += batch.rowCount;
    }
    return finder.finish();
  } finally {
    finder.close();
  }
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
  let first = 0;
  for await (const batch of dataset.batches()) {
    const drops = new Drops(batch.rowCount, first);
    filter?.(batch, drops);
    first += batch.rowCount;
    const kept = keptRows(drops, ledger);
    if (kept.length === 0) continue;
    const rows = kept.map((row) => drops.first + row + 1);
    yield {batch: kept.length === batch.rowCount ? batch : takeRows(batch, kept), rows};
  }
}

function keptRows(drops: Drops, ledger: Ledger): number[] {
  const kept = new Array<number>(drops.rowCount - drops.count);
  if (drops.count === 0) {
    for (let row = 0; row < kept.length; row += 1) kept[row] = row;
    return kept;
  }
  let at = 0;
  for (let row = 0; row < drops.rowCount; row += 1) {
    const reason = drops.reasonOf(row);
    if (reason) ledger.record({action: 'dropped', ...reason, row: drops.first + row + 1});
    else kept[at++] = row;
  }
  return kept;
}
