// Finding a column's kind from a sample of its cells. Done once, at the first import; the rule then travels.
import {BOOLEAN_WORDS, MISSING_TOKENS} from './fields.js';
import {labelsRule} from './labels-cell.js';
import {DATE_PATTERNS, parseDate} from './dates.js';
import {numberParser, parseNumber} from './parse-cell.js';
import type {Kind, ParseRule, ThousandsMark} from './types.js';

/** Kinds of columns with one value a row. */
export type ScalarKind = Exclude<Kind, 'tensor'>;

/** Text with at most this share of distinct cells is a category. */
const CATEGORY_SHARE = 0.5;
/** Below this many cells the share says nothing, and short text is a category. */
const FEW_CELLS = 20;
/** A category's cells are labels, not sentences. */
const LABEL_LENGTH = 40;
/** From this share of numbers on, a column is numeric and the other cells are bad. */
const NUMERIC_SHARE = 0.95;
const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const INFINITY = /^[+-]?inf(?:inity)?$/i;

export interface RuleHints {
  /** Further tokens that mean "missing". */
  readonly missing?: readonly string[] | undefined;
  /** Default true: NA, NaN, null, ? … mean "missing" too. */
  readonly usualMissing?: boolean | undefined;
  readonly decimalMark?: '.' | ',' | undefined;
  readonly thousandsMark?: ThousandsMark | undefined;
  readonly dateFormat?: string | undefined;
  /** Of columns of labels. */
  readonly labelDelimiter?: string | undefined;
  /** Whether a comma may be a decimal mark: not where it separates the cells. */
  readonly allowDecimalComma?: boolean | undefined;
  /** True where the source has types of its own (Arrow), so that text is text whatever it looks like. */
  readonly isTyped?: boolean | undefined;
}

/** The non-missing cells of a sample. */
export interface Cells {
  readonly texts: readonly string[];
  /** Made when asked for: of many numbers it would be most of the work. */
  readonly distinct: ReadonlySet<string>;
  /** How many cells were booleans, numbers and dates of JSON or Arrow. */
  readonly booleans: number;
  readonly numbers: number;
  readonly dates: number;
  readonly missing: readonly string[];
}

function sampleText(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim();
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'bigint' ? String(cell) : JSON.stringify(cell);
}

/** The tokens that mean "missing" in a column. */
export function missingTokens({usualMissing, missing = []}: RuleHints): string[] {
  return [...new Set([...(usualMissing === false ? [''] : MISSING_TOKENS), ...missing])];
}

/** Sorts out a sample. @param cells - text, or values of JSON or Arrow */
export function sampleCells(cells: readonly unknown[], hints: RuleHints): Cells {
  const missing = missingTokens(hints);
  const missingSet = new Set(missing);
  const texts: string[] = [];
  let booleans = 0;
  let numbers = 0;
  let dates = 0;
  for (const cell of cells) {
    if (cell === null || cell === undefined || (typeof cell === 'number' && Number.isNaN(cell))) continue;
    if (typeof cell === 'boolean') booleans += 1;
    if (typeof cell === 'number' || typeof cell === 'bigint') numbers += 1;
    if (cell instanceof Date) dates += 1;
    const text = sampleText(cell);
    if (!missingSet.has(text)) texts.push(text);
  }
  let distinct: ReadonlySet<string> | undefined;
  return {
    texts,
    get distinct() {
      return (distinct ??= new Set(texts));
    },
    booleans,
    numbers,
    dates,
    missing,
  };
}

/** True for numbers that would not survive as float64, or whose zeros mean something: codes, not quantities. */
function isCode(text: string): boolean {
  if (/^[+-]?0\d/.test(text)) return true;
  return text.length > 15 && /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) > MAX_SAFE;
}

function decimalMarks({decimalMark, thousandsMark, allowDecimalComma}: RuleHints): readonly ('.' | ',')[] {
  if (decimalMark !== undefined) return [decimalMark];
  if (thousandsMark === '.') return [','];
  if (thousandsMark === ',') return ['.'];
  return allowDecimalComma === true ? ['.', ','] : ['.'];
}

/** @returns the decimal mark of a numeric column, or undefined */
function numericMark({texts}: Cells, hints: RuleHints): '.' | ',' | undefined {
  if (texts.length === 0 || texts.some(isCode)) return undefined;
  return decimalMarks(hints).find((mark) => {
    const parse = numberParser(mark, hints.thousandsMark);
    const count = texts.filter((text) => parse(text) !== undefined || INFINITY.test(text)).length;
    return count === texts.length || (texts.length >= FEW_CELLS && count >= NUMERIC_SHARE * texts.length);
  });
}

function booleanWords({texts}: Cells): readonly [string, string] | undefined {
  const words = new Set<string>();
  for (const text of texts) {
    words.add(text.toLowerCase());
    if (words.size > 2) return undefined;
  }
  return words.size === 2 ? BOOLEAN_WORDS.find(([yes, no]) => words.has(yes) && words.has(no)) : undefined;
}

function datePattern({texts}: Cells): string | undefined {
  if (texts.length === 0) return undefined;
  return DATE_PATTERNS.find((format) => texts.every((text) => parseDate(text, format) !== undefined));
}

/** True where every cell is a plain number, so that its shortest text can name the category. */
export function areNumbers({texts}: Cells): boolean {
  return texts.length > 0 && texts.every((text) => parseNumber(text) !== undefined && !isCode(text));
}

function isLabel({texts, distinct}: Cells): boolean {
  const length = texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, texts.length);
  if (length > LABEL_LENGTH) return false;
  return texts.length < FEW_CELLS || distinct.size <= 2 || distinct.size <= CATEGORY_SHARE * texts.length;
}

/** The rule of a column that is to be of a kind (asked for by the user, or found). */
export function ruleOfKind(kind: ScalarKind, cells: Cells, hints: RuleHints): ParseRule {
  const {missing} = cells;
  switch (kind) {
    case 'numeric':
      return {
        kind,
        missing,
        decimalMark: numericMark(cells, hints) ?? decimalMarks(hints)[0] ?? '.',
        ...(hints.thousandsMark === undefined ? {} : {thousandsMark: hints.thousandsMark}),
      };
    case 'boolean': {
      const [yes, no] = booleanWords(cells) ?? [];
      const all = yes === undefined ? BOOLEAN_WORDS.map(([word]) => word) : [yes];
      const none = no === undefined ? BOOLEAN_WORDS.map(([, word]) => word) : [no];
      return {kind, missing, trueWords: [...all, '1'], falseWords: [...none, '0']};
    }
    case 'datetime':
      return {kind, missing, dateFormat: hints.dateFormat ?? datePattern(cells) ?? 'iso'};
    case 'category':
      return areNumbers(cells) ? {kind, missing, numberText: true} : {kind, missing};
    case 'text':
      return {kind, missing};
    case 'labels':
      return labelsRule(missing, hints.labelDelimiter);
  }
}

/** Finds the kind of a column. @returns its rule */
export function inferRule(cells: Cells, hints: RuleHints = {}): ParseRule {
  return ruleOfKind(inferKind(cells, hints), cells, hints);
}

function inferKind(cells: Cells, hints: RuleHints): ScalarKind {
  const count = cells.texts.length;
  if (count === 0) return 'category';
  if (cells.booleans === count) return 'boolean';
  if (cells.dates === count) return 'datetime';
  if (hints.isTyped === true) {
    if (cells.numbers > 0 && !cells.texts.some(isCode)) return 'numeric';
    return isLabel(cells) ? 'category' : 'text';
  }
  if (booleanWords(cells)) return 'boolean';
  if (numericMark(cells, hints)) return 'numeric';
  if (datePattern(cells)) return 'datetime';
  return isLabel(cells) ? 'category' : 'text';
}
