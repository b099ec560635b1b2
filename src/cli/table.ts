// Tables and numbers for people. No colours and no frames: the same text on a terminal, in a file and in a diff.
import Table from 'cli-table3';

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

export interface TableOptions {
  /** Alignment by column; default left. */
  readonly align?: readonly ('left' | 'right')[];
}

export type Cell = string | number | null | undefined;

/** A table as text: a header, a line, rows. Numbers are written by {@link formatNumber} and absent cells as `-`. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions = {},
): string {
  const table = new Table({
    head: [...head],
    chars: PLAIN,
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0},
    colAligns: options.align ? [...options.align] : head.map(() => 'left' as const),
  });
  for (const row of rows) table.push(row.map(formatCell));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A cell as text; absent ones are `-`. */
export function formatCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '-';
  return typeof cell === 'number' ? formatNumber(cell) : cell;
}

/** A number with at most `digits` significant digits, without an exponent where people would not write one. */
export function formatNumber(value: number, digits = 5): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e9)
    return String(Number(value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size + 1))))));
  return Number(value.toPrecision(digits)).toExponential();
}

const BARS = '▁▂▃▄▅▆▇█';

/** Counts as a row of bars, the highest for the greatest; a blank for none. */
export function formatBars(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  return counts
    .map((count) => (count === 0 ? ' ' : (BARS[Math.ceil((count / most) * BARS.length) - 1] ?? ' ')))
    .join('');
}
