// Small helpers of the data tests: text in, rows out, files in a folder that goes away.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {IngotError} from '../../src/core/index.js';
import {concatBatches, openDataset, type Batch, type Dataset, type OpenOptions} from '../../src/data/index.js';

const folders: string[] = [];

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-data-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
}

/** Writes content into a fresh folder. @returns the path */
export function makeFile(name: string, content: string | Uint8Array): string {
  const path = join(makeFolder(), name);
  writeFileSync(path, content);
  return path;
}

export const readText = (path: string): string => readFileSync(path, 'utf8');

export async function readAll(dataset: Dataset): Promise<Batch> {
  const batches: Batch[] = [];
  for await (const batch of dataset.batches()) batches.push(batch);
  return batches.length === 0 ? {rowCount: 0, columns: dataset.schema.fields.map(() => [])} : concatBatches(batches);
}

/** Rows as objects; NaN stays NaN. */
export async function rowsOf(dataset: Dataset): Promise<Record<string, string | number | null>[]> {
  const {rowCount, columns} = await readAll(dataset);
  return Array.from({length: rowCount}, (_, row) =>
    Object.fromEntries(dataset.schema.fields.map(({name}, index) => [name, columns[index]?.[row] ?? null])),
  );
}

export async function openCsv(text: string, options: OpenOptions = {}): Promise<Dataset> {
  return openDataset(makeFile('rows.csv', text), options);
}

/** The error of a promise that must fail with one of ours. */
export async function failureOf(promise: Promise<unknown>): Promise<IngotError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof IngotError) return error;
    throw error;
  }
  throw new Error('expected a failure, but it succeeded');
}
