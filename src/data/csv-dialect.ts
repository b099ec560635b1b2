// How a CSV file is written: what separates its cells, what quotes them, whether its first row names the columns.
import {isDateText} from './dates.js';
import {MISSING_TOKENS} from './fields.js';
import {parseNumber} from './parse-cell.js';

const CANDIDATES = ['\t', ';', '|', ','] as const;
const LINES = 30;
/** Rows below the first that are compared with it. */
export const HEADER_ROWS = 500;
/** From this share of numbers on, a column is one of numbers, and a word above it is its name. */
const NUMBER_SHARE = 0.9;

/** Counts each candidate outside quotes, line by line. */
function countByLine(text: string, quote: string | null): Map<string, number>[] {
  const lines: Map<string, number>[] = [];
  let counts = new Map<string, number>();
  let isQuoted = false;
  let isEmpty = true;
  for (const character of text) {
    if (character === quote) isQuoted = !isQuoted;
    if (!isQuoted && (character === '\n' || character === '\r')) {
      if (!isEmpty) lines.push(counts);
      if (lines.length === LINES) return lines;
      counts = new Map();
      isEmpty = true;
      continue;
    }
    isEmpty = false;
    if (!isQuoted) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  // The last line may be cut; it is used only when there is no other.
  if (lines.length === 0 && !isEmpty) lines.push(counts);
  return lines;
}

/** True where every comma stands between two digits, so that each may be a decimal mark. */
function areDecimalCommas(text: string): boolean {
  return text.includes(',') && !/(?:^|\D),|,(?:\D|$)/.test(text);
}

/**
 * Finds the delimiter: the candidate that splits most lines into as many cells as the first, and among equals into the
 * most cells. Commas that can all be decimal marks give way to another candidate that splits as evenly.
 *
 * @param text - the beginning of the file
 * @param quote - null for none
 * @returns `','` where nothing separates anything: one column
 */
export function findDelimiter(text: string, quote: string | null = '"'): string {
  const lines = countByLine(text, quote);
  const [best, second] = CANDIDATES.map((candidate) => {
    const expected = lines[0]?.get(candidate) ?? 0;
    const agreeing = lines.filter((counts) => (counts.get(candidate) ?? 0) === expected).length;
    return {candidate, expected, agreeing};
  })
    .filter(({expected}) => expected > 0)
    .sort((a, b) => b.agreeing - a.agreeing || b.expected - a.expected);
  if (best?.candidate === ',' && second?.agreeing === best.agreeing && areDecimalCommas(text)) return second.candidate;
  return best?.candidate ?? ',';
}

function count(text: string, expression: RegExp): number {
  return text.match(expression)?.length ?? 0;
}

/**
 * Finds the quote: `'"'` unless whole cells stand in single quotes and none in double ones, or double quotes begin cells
 * between tabs that no double quote ends: then they are part of the text.
 *
 * @returns null for none
 */
export function findQuote(text: string, delimiter?: string): string | null {
  const whole = (quote: string): number =>
    count(text, new RegExp(`(?<=^|[,;|\\t\\n\\r] ?)${quote}[^${quote}\\r\\n]*${quote}(?= *(?:[,;|\\t\\r\\n]|$))`, 'g'));
  const isTab = (delimiter ?? findDelimiter(text, null)) === '\t';
  if (isTab) {
    const cells = text.split(/[\t\r\n]+/).slice(0, -1);
    const begun = cells.filter((cell) => cell.startsWith('"') && !/[^"](?:"")*"$/.test(cell) && cell !== '""').length;
    const ended = cells.filter((cell) => !cell.startsWith('"') && cell.endsWith('"')).length;
    // No writer puts text behind a closing quote; a quoted cell with line breaks begins in one piece and ends in another.
    if (begun > ended || cells.some((cell) => /^"(?:[^"]|"")*"[^"]/.test(cell))) return null;
  }
  return whole('"') === 0 && whole("'") >= 2 ? "'" : '"';
}

const isNumber = (cell: string): boolean => parseNumber(cell) !== undefined || parseNumber(cell, ',') !== undefined;
const isGiven = (cell: string): boolean => !MISSING_TOKENS.includes(cell);

/**
 * Whether the first row names the columns: yes where a word stands above numbers or dates; no where it has a number
 * itself, names twice, or a cell that comes again below it; else yes.
 */
export function findHeader(first: readonly string[], below: readonly (readonly string[])[]): boolean {
  const rows = below.filter((row) => row.length === first.length).slice(0, HEADER_ROWS);
  const cells = first.map((cell, index) => ({
    name: cell.trim(),
    values: rows.map((row) => (row[index] ?? '').trim()).filter(isGiven),
  }));
  const isAboveNumbers = cells.some(({name, values}) => {
    if (!isGiven(name) || isNumber(name) || isDateText(name) || values.length === 0) return false;
    const typed = values.filter((value) => isNumber(value) || isDateText(value));
    return typed.length >= NUMBER_SHARE * values.length;
  });
  if (isAboveNumbers) return true;
  if (cells.some(({name}) => isNumber(name) || isDateText(name))) return false;
  // Files put together may have their header again and again: then it comes as a whole row.
  const isRepeated = rows.some((row) => row.every((cell, index) => cell.trim() === cells[index]?.name));
  return isRepeated || !cells.some(({name, values}) => isGiven(name) && values.includes(name));
}
