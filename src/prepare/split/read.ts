// What a split needs of every row, in one pass: the cells it goes by, and a hash to find equal rows.
import {invariant} from '../../core/index.js';
import type {ColumnData, Dataset, Field} from '../../data/index.js';
import {concatBatches} from '../../data/index.js';
import {RowHashes} from './shared.js';

export interface SplitRows {
  readonly rowCount: number;
  /** The columns asked for, whole, in their order. */
  readonly columns: readonly ColumnData[];
  /** Of the features and the target only: an identifier would make every row another. */
  readonly hashes: RowHashes;
}

/** Holds the columns asked for and 16 bytes a row in memory. */
export async function readSplitRows(dataset: Dataset, fields: readonly Field[]): Promise<SplitRows> {
  const all = dataset.schema.fields;
  // By name: a spooled copy of the source has field objects of its own.
  const wanted = fields.map(({name}) => all.findIndex((field) => field.name === name));
  invariant(!wanted.includes(-1), 'a split goes by a column that the rows do not have');
  const compared = all.flatMap(({role}, index) => (role === 'feature' || role === 'target' ? [index] : []));
  const hashes = new RowHashes();
  const parts = [];
  let rowCount = 0;
  for await (const batch of dataset.batches()) {
    const pick = (positions: readonly number[]): ColumnData[] => positions.map((index) => batch.columns[index] ?? []);
    hashes.add({rowCount: batch.rowCount, columns: pick(compared)});
    parts.push({rowCount: batch.rowCount, columns: pick(wanted)});
    rowCount += batch.rowCount;
  }
  return {rowCount, hashes, columns: parts.length === 0 ? fields.map(() => []) : concatBatches(parts).columns};
}
