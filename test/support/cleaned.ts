// Cleaned datasets and their account.
import type {Dataset} from '../../src/data/index.js';
import {cleanDataset, type CleanOptions} from '../../src/prepare/index.js';
import {readAll} from './memory-dataset.js';

/** A cleaned dataset that has been read to its end, so that its account is complete. */
export async function cleaned(source: Dataset, options: CleanOptions): Promise<Dataset> {
  const dataset = await cleanDataset(source, options);
  await readAll(dataset);
  return dataset;
}

/** Action, reason, column and count of each entry. */
export const entries = ({ledger}: Dataset): [string, string, string | undefined, number][] =>
  ledger.entries.map(({action, reason, column, count}) => [action, reason, column, count]);
