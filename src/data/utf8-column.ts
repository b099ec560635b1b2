// Text as Arrow holds it: the UTF-8 bytes of all cells one after another. A reader that has text as bytes hands it on so, and
// strings are made only for whom they are asked by: a file that goes straight to Arrow makes none.
import {textOf} from './byte-cells.js';
import type {Batch, ColumnData, NumberColumn, Utf8Column} from './types.js';

/** One cell as a string. */
export function utf8Cell({bytes, offsets, missing}: Utf8Column, row: number): string | null {
  return missing[row] === 1 ? null : textOf(bytes, offsets[row] ?? 0, offsets[row + 1] ?? 0);
}

/** The cells as strings. */
export function decodeUtf8({bytes, offsets, missing, nullCount}: Utf8Column, rowCount: number): (string | null)[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const column = new Array<string | null>(rowCount).fill(null);
  for (let row = 0; row < rowCount; row += 1)
    if (nullCount === 0 || missing[row] === 0) column[row] = text.toString('utf8', offsets[row], offsets[row + 1]);
  return column;
}

const isBytes = (part: NumberColumn | Utf8Column): part is Utf8Column => 'offsets' in part;

/** A batch whose columns of text become strings when one asks for them. */
export function bytesBatch(rowCount: number, parts: readonly (NumberColumn | Utf8Column)[]): Batch {
  const columns = new Array<ColumnData>(parts.length);
  parts.forEach((part, index) => {
    let known: ColumnData | undefined = isBytes(part) ? undefined : part;
    Object.defineProperty(columns, index, {
      get: (): ColumnData => (known ??= decodeUtf8(part as Utf8Column, rowCount)),
      enumerable: true,
    });
  });
  return {rowCount, columns, text: parts.map((part) => (isBytes(part) ? part : undefined))};
}
