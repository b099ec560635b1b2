// The predictions for a file, as rows.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {predictDataset, type PredictOptions, type PredictResult, type SignedModel} from '../../src/eval/index.js';

export type PredictedRow = Readonly<Record<string, number | string | null>>;

/** @param folder - where the predictions are written on their way */
export async function predictRows(
  folder: string,
  model: SignedModel,
  options: Partial<PredictOptions> & Pick<PredictOptions, 'data'>,
): Promise<{readonly rows: PredictedRow[]; readonly result: PredictResult}> {
  const output = join(folder, 'out.jsonl');
  const result = await predictDataset(model, {output, ...options});
  const text = readFileSync(output, 'utf8').trim();
  return {result, rows: text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as PredictedRow)};
}
