// Finding a column's kind from its cells: of a sample at the first import, and of all rows where later ones do not fit. The
// rule then travels.
import {Cells, type CellFacts, type DecimalMark} from './cell-facts.js';
import {BOOLEAN_WORDS, MISSING_TOKENS} from './fields.js';
import {labelsRule} from './labels-cell.js';
import {DATE_PATTERNS} from './dates.js';
import type {Kind, ParseRule, ThousandsMark} from './types.js';

/** Kinds of columns with one value a row. */
export type ScalarKind = Exclude<Kind, 'tensor'>;

/** Text with at most this share of distinct cells is a category. */
const CATEGORY_SHARE = 0.5;
/** Below this many cells shares say nothing: all must fit, and short text is a category. */
const FEW_CELLS = 20;
/** A category's cells are labels, not sentences. */
const LABEL_LENGTH = 40;
/** From this share of numbers or dates on, a column is one of them and the other cells are bad. */
const FITTING_SHARE = 0.95;

export interface RuleHints {
  /** Further tokens that mean "missing". */
  readonly missing?: readonly string[] | undefined;
  /** Default true: NA, NaN, null, ? … mean "missing" too. */
  readonly usualMissing?: boolean | undefined;
  readonly decimalMark?: DecimalMark | undefined;
  readonly thousandsMark?: ThousandsMark | undefined;
  readonly dateFormat?: string | undefined;
  /** Of columns of labels. */
  readonly labelDelimiter?: string | undefined;
  /** Whether a comma may be a decimal mark: not where it separates the cells. */
  readonly allowDecimalComma?: boolean | undefined;
  /** True where the source has types of its own (Arrow), so that text is text whatever it looks like. */
  readonly isTyped?: boolean | undefined;
}

/** A cell as text, as it counts for the kind of its column. */
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
  return new Cells({texts, booleans, numbers, dates, missing});
}

function decimalMarks({decimalMark, thousandsMark, allowDecimalComma}: RuleHints): readonly DecimalMark[] {
  if (decimalMark !== undefined) return [decimalMark];
  if (thousandsMark === '.') return [','];
  if (thousandsMark === ',') return ['.'];
  return allowDecimalComma === true ? ['.', ','] : ['.'];
}

/** Whether so many cells of a kind make the column one of it. */
export function isFitting(fitting: number, count: number): boolean {
  return fitting === count || (count >= FEW_CELLS && fitting >= FITTING_SHARE * count);
}

/** The first of those that fit the most cells, where they are enough. */
function bestOf<Choice>(
  facts: CellFacts,
  choices: readonly Choice[],
  fitting: (choice: Choice) => number,
): Choice | undefined {
  let best: Choice | undefined;
  let most = 0;
  for (const choice of choices) {
    const found = fitting(choice);
    if (found > most) [best, most] = [choice, found];
    if (most === facts.count) break;
  }
  return isFitting(most, facts.count) ? best : undefined;
}

/** @returns the decimal mark of a numeric column, or undefined */
function numericMark(facts: CellFacts, hints: RuleHints): DecimalMark | undefined {
  if (facts.hasCodes) return undefined;
  return bestOf(facts, decimalMarks(hints), (mark) => facts.numbersWith(mark, hints.thousandsMark));
}

/** Whether another decimal mark could fit later cells better. */
export function isMarkOpen(hints: RuleHints): boolean {
  return decimalMarks(hints).length > 1;
}

function booleanWords({words}: CellFacts): readonly [string, string] | undefined {
  return words.size === 2 ? BOOLEAN_WORDS.find(([yes, no]) => words.has(yes) && words.has(no)) : undefined;
}

function datePattern(facts: CellFacts): string | undefined {
  return bestOf(facts, DATE_PATTERNS, (pattern) => facts.datesAs(pattern));
}

function isLabel({count, characters, distinctCount}: CellFacts): boolean {
  if (characters > LABEL_LENGTH * Math.max(1, count)) return false;
  return count < FEW_CELLS || distinctCount <= 2 || distinctCount <= CATEGORY_SHARE * count;
}

/** The rule of a column that is to be of a kind (asked for by the user, or found). */
export function ruleOfKind(kind: ScalarKind, cells: CellFacts, hints: RuleHints): ParseRule {
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
      return cells.areNumbers ? {kind, missing, numberText: true} : {kind, missing};
    case 'text':
      return {kind, missing};
    case 'labels':
      return labelsRule(missing, hints.labelDelimiter);
  }
}

/** Finds the kind of a column. @returns its rule */
export function inferRule(cells: CellFacts, hints: RuleHints = {}): ParseRule {
  return ruleOfKind(inferKind(cells, hints), cells, hints);
}

function inferKind(cells: CellFacts, hints: RuleHints): ScalarKind {
  const {count} = cells;
  if (count === 0) return 'category';
  if (cells.booleans === count) return 'boolean';
  if (cells.dates === count) return 'datetime';
  if (hints.isTyped === true) {
    if (cells.numbers > 0 && !cells.hasCodes) return 'numeric';
    return isLabel(cells) ? 'category' : 'text';
  }
  if (booleanWords(cells)) return 'boolean';
  if (numericMark(cells, hints)) return 'numeric';
  if (datePattern(cells)) return 'datetime';
  return isLabel(cells) ? 'category' : 'text';
}
