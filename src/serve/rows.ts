// The row form: raw cells by column name, read by the model's own parse rules, as `predict` reads a file.
import {rowsToFeeds, unknownTokens, type ModelSignature, type RowProblem} from '../prepare/index.js';
import type {Feeds} from './batcher.js';
import {RequestError} from './errors.js';
import {readMediaCells} from './media-cells.js';
import {describe} from './protocol.js';

/** The request is malformed, or well-formed with a value that cannot be used. */
const STATUS: Readonly<Record<RowProblem['code'], number>> = {
  NOT_A_ROW: 400,
  UNKNOWN_FIELD: 400,
  BAD_VALUE: 422,
  VALUE_REQUIRED: 422,
};

/**
 * @param body - `{"rows": [{"column": cell, …}, …]}`; an absent key is a missing value; the content of an image is base64
 * @returns one `[rows, 1]` tensor per raw column: string, or double with NaN for a missing value
 * @throws RequestError 400 (not rows, unknown key), 422 (unreadable cell, required cell missing), naming row and column
 */
export async function readRows(body: unknown, signature: ModelSignature): Promise<{feeds: Feeds; rowCount: number}> {
  const rows = typeof body === 'object' && body !== null && 'rows' in body ? body.rows : undefined;
  if (!Array.isArray(rows)) throw new RequestError(400, `Expected {"rows": [{…}, …]}, got ${describe(body)}.`, 'rows');
  const {feeds, problems} = rowsToFeeds(await readMediaCells(rows, signature), signature);
  const [problem] = problems;
  if (problem) throw new RequestError(STATUS[problem.code], problem.message, fieldOf(problem));
  return {feeds, rowCount: rows.length};
}

/** @throws RequestError 422 for token ids that the model does not know, in tensors that were sent as such */
export function requireTokens(feeds: Feeds, signature: ModelSignature): void {
  for (const [name, {data, dims}] of Object.entries(feeds)) {
    const [problem] = unknownTokens(signature, name, data, dims[0] ?? 0);
    if (problem) throw new RequestError(STATUS[problem.code], problem.message, 'inputs');
  }
}

function fieldOf({row, field}: RowProblem): string {
  return `rows[${String(row)}]${field === undefined ? '' : `.${field}`}`;
}
