// Making fields and rules: the defaults that every column starts from.
import {labelsRule} from './labels-cell.js';
import type {Field, Kind, ParseRule, Role, Storage} from './types.js';

/** Cells that mean "no value" unless a column says otherwise; compared after trimming, in these spellings only. */
export const MISSING_TOKENS: readonly string[] = [
  '',
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'NaN',
  'nan',
  '-nan',
  'NULL',
  'Null',
  'null',
  'None',
  'NONE',
  '?',
];

/** Pairs of words a boolean column may be written in, `[true, false]`, compared without case. */
export const BOOLEAN_WORDS: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['t', 'f'],
  ['y', 'n'],
  ['on', 'off'],
];

/** Whether raw values of a kind are held as text. */
export function isTextKind(kind: Kind): boolean {
  return kind === 'category' || kind === 'text' || kind === 'labels';
}

/** How raw values are held that a rule reads. */
export function rawStorage({kind, element}: ParseRule): Storage {
  if (kind === 'tensor') return element ?? 'float32';
  return isTextKind(kind) ? 'utf8' : 'float64';
}

/** The rule of a column of a kind about which nothing else is known. */
export function defaultRule(kind: Kind): ParseRule {
  const missing = MISSING_TOKENS;
  if (kind === 'boolean')
    return {
      kind,
      missing,
      trueWords: ['1', ...BOOLEAN_WORDS.map(([yes]) => yes)],
      falseWords: ['0', ...BOOLEAN_WORDS.map(([, no]) => no)],
    };
  if (kind === 'datetime') return {kind, missing, dateFormat: 'iso'};
  if (kind === 'numeric') return {kind, missing, decimalMark: '.'};
  if (kind === 'labels') return labelsRule(missing);
  return {kind, missing};
}

/** A column no stage has touched. @param parse - default: {@link defaultRule} of the kind */
export function makeRawField(
  name: string,
  kind: Kind,
  role: Role = 'feature',
  parse: ParseRule = defaultRule(kind),
): Field {
  const {shape} = parse;
  return {name, role, kind, storage: rawStorage(parse), parse, ...(shape === undefined ? {} : {shape})};
}
