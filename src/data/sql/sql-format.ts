// Rows of a database as a source of rows: what its cells become under a column's rule.
import {canonicalNumberText, parseCell, parseValue, type CellValue} from '../parse-cell.js';
import type {Source} from '../sources.js';
import type {OpenedText, TextFormat} from '../text-format.js';
import type {ParseRule} from '../types.js';

/** Digits of a whole number or a decimal, sign and the zeros that say nothing left out. */
function significant(text: string): string {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  return `${whole.replace(/^0+/, '')}.${fraction.replace(/0+$/, '')}`;
}

/** Whether float64 gives the digits of a number back as they are. */
export function isExact(digits: string): boolean {
  const shortest = canonicalNumberText(Number(digits));
  return !shortest.includes('e') && significant(shortest) === significant(digits);
}

const DECIMAL = /^[+-]?\d+\.\d+$/;

/** Numbers that come as text have more digits than float64 holds. Whole ones are told of by whoever reads the rows. */
function lost(cell: unknown, value: CellValue): string | undefined {
  if (typeof value !== 'number' || typeof cell !== 'string' || !DECIMAL.test(cell) || isExact(cell)) return undefined;
  return 'decimal rounded to float64';
}

function parser(rule: ParseRule): (cell: unknown) => CellValue {
  // A moment as a number is seconds, unless something else is said.
  const isEpoch = rule.kind === 'datetime' && rule.dateFormat?.startsWith('epoch') === true;
  return (cell) => (isEpoch && typeof cell === 'number' ? parseCell(String(cell), rule) : parseValue(cell, rule));
}

/** @param open - opens the rows of one database */
export function sqlFormat(name: TextFormat['name'], open: (source: Source) => Promise<OpenedText>): TextFormat {
  return {name, rowUnit: 'row', open, parser, lost, formatRow: (cells) => JSON.stringify(cells)};
}
