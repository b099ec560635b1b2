// An untrained model over a handful of rows, built as `model init` builds it, and the same rows as a CSV file.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Dataset} from '../../src/data/index.js';
import {decodeModel, encodeModel} from '../../src/onnx/index.js';
import {normalizeDataset, readSignature, type NormalizeOptions} from '../../src/prepare/index.js';
import {buildModel, type BuildModelOptions} from '../../src/tasks/index.js';
import type {SignedModel} from '../../src/eval/index.js';
import {memoryDataset, type MemoryColumn} from './memory-dataset.js';

export const AGES = [30, 41, null, 22, 58, 35, 47, 29, 63, 51, 38, 44];
export const CITIES = ['Rom', 'Oslo', 'Rom', 'Bern', null, 'Oslo', 'Rom', 'Bern', 'Oslo', 'Rom', 'Bern', 'Rom'];
export const ANSWERS = ['no', 'yes', 'no', 'no', 'yes', 'no', 'yes', 'no', 'yes', 'yes', 'no', 'yes'];
export const PRICES = [210000, 340000, 190000, 150000, 420000, 260000, 310000, 205000, 455000, 390000, 240000, 330000];

export const features: readonly MemoryColumn[] = [
  {name: 'age', kind: 'numeric', values: AGES},
  {name: 'city', kind: 'category', values: CITIES},
];

export const answer: MemoryColumn = {name: 'answer', kind: 'category', role: 'target', values: ANSWERS};
export const price: MemoryColumn = {name: 'price', kind: 'numeric', role: 'target', values: PRICES};

export function prepared(columns: readonly MemoryColumn[], plan: NormalizeOptions['plan'] = {}): Promise<Dataset> {
  return normalizeDataset(memoryDataset(columns), {plan});
}

/** Through bytes and back, as a model on disk would come. */
export async function builtModel(
  target: MemoryColumn,
  options: Partial<BuildModelOptions> = {},
  plan: NormalizeOptions['plan'] = {},
): Promise<SignedModel> {
  const dataset = await prepared([...features, target], plan);
  const architectureOptions = {hidden: [4], dropout: 0.2, ...options.architectureOptions};
  const built = buildModel({architecture: 'mlp', seed: 1, ...options, schema: dataset.schema, architectureOptions});
  await dataset.close();
  const model = decodeModel(encodeModel(built));
  return {path: 'model.onnx', model, signature: readSignature(model)};
}

/** Writes columns as a CSV file. @returns its path */
export function writeCsv(folder: string, columns: readonly MemoryColumn[], name = 'rows.csv'): string {
  const path = join(folder, name);
  const count = columns[0]?.values.length ?? 0;
  const lines = Array.from({length: count}, (_, row) => columns.map(({values}) => values[row] ?? '').join(','));
  writeFileSync(path, `${[columns.map((column) => column.name).join(','), ...lines].join('\n')}\n`);
  return path;
}
