// Files sent within rows, such as an image in base64: made into the numbers that the import would have made of them.
import {IngotError} from '../core/index.js';
import {decodeMediaText} from '../data/index.js';
import type {ModelSignature} from '../prepare/index.js';
import {RequestError} from './errors.js';

/**
 * @param rows - as they were sent; what is no row, and lists of numbers, are passed on
 * @throws RequestError 422 for text that is no such file, naming row and column
 */
export async function readMediaCells(rows: readonly unknown[], {inputs}: ModelSignature): Promise<readonly unknown[]> {
  // Text that was imported from files is sent as text.
  const columns = inputs.filter(({parse}) => parse.media !== undefined && parse.kind === 'tensor');
  if (columns.length === 0) return rows;
  return Promise.all(
    rows.map(async (row, index) => {
      if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
      const cells: Record<string, unknown> = {...row};
      for (const {name, parse} of columns) {
        const {[name]: cell} = cells;
        if (typeof cell !== 'string' || cell === '' || cell.trimStart().startsWith('[')) continue;
        try {
          cells[name] = await decodeMediaText(cell, parse, `Row ${String(index)}, '${name}'`);
        } catch (error) {
          if (!(error instanceof IngotError)) throw error;
          throw new RequestError(422, error.message, `rows[${String(index)}].${name}`);
        }
      }
      return cells;
    }),
  );
}
