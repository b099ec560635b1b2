// Tables as Markdown, for reports and pull requests.
import {formatCell, type Cell} from './table.js';

/** A pipe table (GitHub Flavored Markdown, §4.10); numbers as in `formatTable`, columns of numbers to the right. */
export function formatMarkdown(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isNumeric = head.map((_, index) => rows.some((row) => typeof row[index] === 'number'));
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [
    line(head),
    `| ${isNumeric.map((right) => (right ? '--:' : '---')).join(' | ')} |`,
    ...rows.map((row) => line(row.map(formatCell))),
  ].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ');
}
