// The first rows, and no more of the source than they need.
import {concatBatches, sliceRows} from './batches.js';
import {cellJson, type JsonCell} from './text-write.js';
import type {Dataset, DatasetSchema} from './types.js';

export interface Head {
  readonly columns: DatasetSchema['fields'];
  /** Values as in JSON Lines: numbers, text, true/false, ISO dates, nested lists; null where missing. */
  readonly rows: readonly (readonly JsonCell[])[];
}

/** @param count - at most so many rows @throws IngotError whatever reading throws */
export async function readHead(dataset: Dataset, count: number): Promise<Head> {
  const {fields} = dataset.schema;
  const batches = [];
  let held = 0;
  for await (const batch of dataset.batches()) {
    batches.push(sliceRows(batch, 0, count - held));
    held += batch.rowCount;
    if (held >= count) break;
  }
  if (batches.length === 0) return {columns: fields, rows: []};
  const all = concatBatches(batches);
  const rows = Array.from({length: all.rowCount}, (_, row) =>
    fields.map((field, index) => cellJson(field, all.columns[index] ?? [], row)),
  );
  return {columns: fields, rows};
}
