// The one reader of cells: text or JSON in, value out, driven by a column's rule. Import, training, prediction and the
// server all come through here, so that the same cell is the same value everywhere.
import {parseDate} from './dates.js';
import {isTextKind} from './fields.js';
import {parseLabelList, parseLabels} from './labels-cell.js';
import {missingTensor, parseTensor} from './tensor-cell.js';
import type {NumberColumn, ParseRule, ThousandsMark} from './types.js';

/**
 * A cell's value. Missing is `NaN` for kinds held as numbers (numeric, boolean 0/1, datetime in seconds) and `null`
 * for kinds held as text (category, text, labels); a tensor is its numbers, all NaN when missing. `undefined` is a bad cell: there
 * is something, but not what the rule asks.
 */
export type CellValue = number | string | null | undefined | NumberColumn;

type CellParser = (text: string) => CellValue;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const COMMA_NUMBER = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** @returns a finite number, or undefined: no hexadecimal, no thousands marks, no infinities */
export function parseNumber(text: string, decimalMark: '.' | ',' = '.'): number | undefined {
  const isNumber = decimalMark === '.' ? NUMBER.test(text) : COMMA_NUMBER.test(text);
  if (!isNumber) return undefined;
  const value = Number(decimalMark === '.' ? text : text.replace(',', '.'));
  return Number.isFinite(value) ? value : undefined;
}

/** True for integers that would not survive as float64, or whose zeros in front mean something: codes, not quantities. */
export function isCode(text: string): boolean {
  if (/^[+-]?0\d+$/.test(text)) return true;
  return text.length > 15 && /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER;
}

/** The shortest text of a number, which names a category: `2.0` and `2` are both `'2'`; minus zero is `'0'`. */
export function canonicalNumberText(value: number): string {
  return String(value === 0 ? 0 : value);
}

const GROUPED: Readonly<Record<ThousandsMark, RegExp>> = {
  ',': /^[+-]?\d{1,3}(?:,\d{3})+(?![\d,])/,
  '.': /^[+-]?\d{1,3}(?:\.\d{3})+(?![\d.])/,
  // Also the blanks that do not break: plain and narrow.
  ' ': /^[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d \u00a0\u202f])/,
  "'": /^[+-]?\d{1,3}(?:['’]\d{3})+(?![\d'’])/,
  _: /^[+-]?\d{1,3}(?:_\d{3})+(?![\d_])/,
};

/** A reader of numbers whose digits may stand in groups of three: `1,234.5`, but not `1,23`. */
export function numberParser(
  decimalMark: '.' | ',' = '.',
  thousandsMark?: ThousandsMark,
): (text: string) => number | undefined {
  if (thousandsMark === undefined) return (text) => parseNumber(text, decimalMark);
  const grouped = GROUPED[thousandsMark];
  return (text) => {
    const [whole] = grouped.exec(text) ?? [];
    if (whole === undefined) return parseNumber(text, decimalMark);
    return parseNumber(whole.replace(/[^\d+-]/g, '') + text.slice(whole.length), decimalMark);
  };
}

function valueParser(rule: ParseRule): CellParser {
  const parseText = numberParser(rule.decimalMark, rule.thousandsMark);
  switch (rule.kind) {
    case 'numeric':
      return parseText;
    case 'boolean': {
      const words = new Map<string, number>();
      for (const word of rule.falseWords ?? ['false']) words.set(word.toLowerCase(), 0);
      for (const word of rule.trueWords ?? ['true']) words.set(word.toLowerCase(), 1);
      return (text) => words.get(text.toLowerCase());
    }
    case 'datetime': {
      const format = rule.dateFormat ?? 'iso';
      return (text) => parseDate(text, format);
    }
    case 'category':
      if (rule.numberText === true)
        return (text) => {
          const value = parseText(text);
          return value === undefined || isCode(text) ? text : canonicalNumberText(value);
        };
      return (text) => text;
    case 'text':
      return (text) => text;
    case 'labels':
      return (text) => parseLabels(text, rule);
    case 'tensor':
      return (text) => parseTensor(text, rule);
  }
}

function missingOf(rule: ParseRule): CellValue {
  if (rule.kind === 'tensor') return missingTensor(rule);
  return isTextKind(rule.kind) ? null : NaN;
}

function compile(rule: ParseRule): CellParser {
  // An empty cell of labels says that there is none, which is known.
  const missing = new Set(rule.kind === 'labels' ? rule.missing : ['', ...rule.missing]);
  const missingValue = missingOf(rule);
  const parse = valueParser(rule);
  // Blanks around free text are content; around anything else they are layout.
  if (rule.kind === 'text' || rule.tokens) return (text) => (missing.has(text.trim()) ? missingValue : parse(text));
  return (text) => {
    const trimmed = text.trim();
    return missing.has(trimmed) ? missingValue : parse(trimmed);
  };
}

const compiled = new WeakMap<ParseRule, CellParser>();

/** The function that {@link parseCell} applies for a rule, for loops over many cells. */
export function cellParser(rule: ParseRule): (text: string) => CellValue {
  const known = compiled.get(rule);
  if (known) return known;
  const parser = compile(rule);
  compiled.set(rule, parser);
  return parser;
}

/**
 * Reads one cell of text.
 *
 * @param text - the cell as it stands in the file; null where there is none
 * @returns the value; `NaN` or `null` when missing; `undefined` when the cell is bad (see {@link CellValue})
 */
export function parseCell(text: string | null, rule: ParseRule): CellValue {
  return text === null ? missingOf(rule) : cellParser(rule)(text);
}

/**
 * Reads one value of JSON by the same rule. Strings are read as cells; numbers and booleans must suit the kind
 * (a number is a fine category: it is its shortest text); null, absent and the numbers among the rule's missing tokens
 * are missing; lists and objects are bad, but for lists of texts where the rule asks for labels.
 */
export function parseValue(json: unknown, rule: ParseRule): CellValue {
  if (rule.kind === 'tensor') return parseTensor(json, rule);
  if (json === null || json === undefined) return parseCell(null, rule);
  if (typeof json === 'string') return parseCell(json, rule);
  if (typeof json === 'number' || typeof json === 'bigint') return parseJsonNumber(Number(json), rule);
  if (rule.kind === 'labels' && Array.isArray(json)) return parseLabelList(json, rule);
  if (typeof json !== 'boolean') return undefined;
  if (rule.kind === 'boolean') return json ? 1 : 0;
  return rule.kind === 'category' || rule.kind === 'text' ? String(json) : undefined;
}

/** The numbers among the tokens that mean "no value": -999 as a token is -999 as a number too. */
export function missingNumbers(tokens: readonly string[], decimalMark?: '.' | ','): ReadonlySet<number> {
  return new Set(tokens.flatMap((token) => parseNumber(token, decimalMark) ?? []));
}

const numbersOfRule = new WeakMap<ParseRule, ReadonlySet<number>>();

function meansMissing(value: number, rule: ParseRule): boolean {
  let numbers = numbersOfRule.get(rule);
  if (!numbers) numbersOfRule.set(rule, (numbers = missingNumbers(rule.missing, rule.decimalMark)));
  return numbers.size > 0 && numbers.has(value);
}

function parseJsonNumber(value: number, rule: ParseRule): CellValue {
  if (Number.isNaN(value) || meansMissing(value, rule)) return parseCell(null, rule);
  if (!Number.isFinite(value)) return undefined;
  switch (rule.kind) {
    case 'numeric':
    case 'datetime':
      return value;
    case 'boolean':
      return value === 0 || value === 1 ? value : undefined;
    case 'category':
    case 'text':
      return canonicalNumberText(value);
    case 'labels':
      return parseLabels(canonicalNumberText(value), rule);
    case 'tensor':
      return undefined;
  }
}

/** What a rule asks of a cell, for messages: "a number", "a date (iso)". */
export function expectation(rule: ParseRule): string {
  switch (rule.kind) {
    case 'numeric':
      return `a finite number${rule.decimalMark === ',' ? ' with decimal comma' : ''}`;
    case 'boolean':
      return `one of ${[...(rule.trueWords ?? ['true']), ...(rule.falseWords ?? ['false'])].join(', ')}`;
    case 'datetime':
      return `a date (${rule.dateFormat ?? 'iso'})`;
    case 'category':
    case 'text':
      return 'a text';
    case 'labels':
      return `labels between '${rule.labelDelimiter ?? ';'}', or a list of texts without it`;
    case 'tensor':
      return `${rule.tokens ? 'a text, or ' : ''}numbers (${rule.element ?? 'float32'}) of shape [${(rule.shape ?? []).join(', ')}]`;
  }
}
