// Cells as CSV text (RFC 4180, line feed).

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** @param cell - null or undefined for no value */
export function formatCsvCell(cell: string | null | undefined): string {
  if (cell === null || cell === undefined) return '';
  // A cell of blanks is text, an empty one is no value: the first must not be trimmed into the second.
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** One line, without its end. A lone empty cell is quoted, since an empty line is no row. */
export function formatCsvRow(cells: readonly (string | null | undefined)[]): string {
  const line = cells.map(formatCsvCell).join(',');
  return line === '' ? '""' : line;
}
