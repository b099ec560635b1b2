// Splitting rows that carry their number, and seeing where each went.
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import type {Dataset} from '../../src/data/index.js';
import {splitDataset, type SplitOptions} from '../../src/prepare/index.js';
import {memoryDataset, valuesOf, type MemoryColumn} from './memory-dataset.js';

export const DEFAULTS: SplitOptions = {ratios: [0.8, 0.1, 0.1], stratify: 'auto', seed: 0};

/** What the last split said; empty it before each test. */
export const messages: string[] = [];
export const report = (event: IngotEvent): void => {
  if (event.type !== 'progress') messages.push(event.message);
};

/** Rows numbered in an identifier column, so that they are equal where the other columns are. */
export const numbered = (rowCount: number, ...columns: MemoryColumn[]): Dataset =>
  memoryDataset(
    [
      {name: 'row', kind: 'category', role: 'id', values: Array.from({length: rowCount}, (_, row) => String(row))},
      ...columns,
    ],
    {batchRows: 7},
  );

/** Splits and reads every part. */
export async function rowsOf(dataset: Dataset, options: Partial<SplitOptions>) {
  const split = await splitDataset(dataset, {...DEFAULTS, report, ...options});
  const parts = [];
  for (const {split: name, fold, range, rowCount, dataset: part} of split.parts) {
    const rows = (await valuesOf(part, 'row')).map(Number);
    expect(rows).to.have.lengthOf(rowCount);
    expect(part.ledger.rowsKept + part.ledger.rowsDropped).to.equal(part.ledger.rowsRead);
    parts.push({name, fold, range, rows, entries: part.ledger.entries});
  }
  await split.close();
  return {parts, sharedRows: split.sharedRows};
}
