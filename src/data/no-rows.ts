// Lines that are no rows of data: the header again, where files were put together, and what programs write below a table.

/** `(123 rows)`, `-- end --`, `End of file`: a line of one cell in a table of several. */
const FOOTER = /^(?:\(\d+ rows?(?: affected)?\)|[-=*# ]*end(?: of (?:file|data|report|table))?[-=*#. ]*)$/i;

function isRepeatedHeader(cells: readonly unknown[], names: readonly string[]): boolean {
  return (
    cells.length === names.length && cells.every((cell, at) => typeof cell === 'string' && cell.trim() === names[at])
  );
}

/** @returns why a row that does not fit its table is none; undefined where it is a bad row */
export function whyNoRow(cells: readonly unknown[], names: readonly string[]): string | undefined {
  if (isRepeatedHeader(cells, names)) return 'repeated header';
  const [first] = cells;
  const isAlone = names.length > 1 && cells.slice(1).every((cell) => cell === '' || cell === null);
  return isAlone && typeof first === 'string' && FOOTER.test(first.trim()) ? 'footer line' : undefined;
}
