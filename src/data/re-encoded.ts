// The account of cells whose bytes are others than in the file, because the file was not in UTF-8.
import type {Ledger} from './ledger.js';
import type {Batch, ColumnData, Field, Utf8Column} from './types.js';

const FOREIGN = /[\u0080-\uffff]/;

function foreignBytes({bytes, offsets}: Utf8Column, rowCount: number): number {
  let count = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const end = offsets[row + 1] ?? 0;
    let at = offsets[row] ?? 0;
    while (at < end && (bytes[at] ?? 0) < 0x80) at += 1;
    if (at < end) count += 1;
  }
  return count;
}

function foreignTexts(column: ColumnData): number {
  return Array.isArray(column) ? column.filter((text) => text !== null && FOREIGN.test(text)).length : 0;
}

/** Counts the cells with characters beyond ASCII, by column; of UTF-8 there is nothing to count. */
export function countReEncoded(
  {rowCount, columns, text}: Batch,
  {encoding, fields, ledger}: {readonly encoding: string; readonly fields: readonly Field[]; readonly ledger: Ledger},
): void {
  if (encoding === 'utf-8') return;
  fields.forEach(({name}, index) => {
    const bytes = text?.[index];
    const count = bytes ? foreignBytes(bytes, rowCount) : foreignTexts(columns[index] ?? []);
    if (count > 0) ledger.record({action: 'repaired', reason: `re-encoded from ${encoding}`, column: name, count});
  });
}
