// `--replace 'COL:old=new'`: what a value becomes, read by the rule of its column.
import {canonicalNumberText, parseCell, type DatasetSchema, type Field} from '../../data/index.js';
import {prepareError} from '../errors.js';
import {unknownColumn} from '../unknown-column.js';

export interface ReplaceRule {
  readonly column: string;
  /** As they are stored. */
  readonly old: string | number;
  /** Null for missing. */
  readonly value: string | number | null;
  /** For the ledger: `'N/A' replaced by 'none'`. */
  readonly reason: string;
}

function splitRule(text: string): readonly [string, string] {
  const arrow = text.split('=>');
  if (arrow.length === 2) return [arrow[0] ?? '', arrow[1] ?? ''];
  const parts = text.split('=');
  if (parts.length === 2) return [parts[0] ?? '', parts[1] ?? ''];
  throw prepareError('PREPARE_OPTION', `--replace expects COLUMN:OLD=NEW, got '…:${text}'.`, {
    hints: ["Where a value has an '=' itself, write => between them: 'income:<=50K.=><=50K'."],
  });
}

function fieldOf({fields}: DatasetSchema, word: string, where: string): Field {
  // The longest, for names that hold a colon.
  const [field] = fields.filter(({name}) => word.startsWith(`${name}:`)).sort((a, b) => b.name.length - a.name.length);
  if (field) return field;
  if (!word.includes(':')) throw prepareError('PREPARE_OPTION', `--replace expects COLUMN:OLD=NEW, got '${word}'.`);
  throw unknownColumn(word.slice(0, word.indexOf(':')), fields, where);
}

function valueOf(text: string, {name, kind, parse}: Field): string | number | null {
  const value = parseCell(text, parse);
  if (value !== undefined && (value === null || typeof value !== 'object'))
    return typeof value === 'number' && Number.isNaN(value) ? null : value;
  throw prepareError('PREPARE_OPTION', `--replace ${name}: '${text}' is no value of a column that is ${kind}.`);
}

/** @throws IngotError `PREPARE_OPTION`, `COLUMN_MISSING`, `ALREADY_PREPARED` */
export function parseReplacement(word: string, schema: DatasetSchema, where: string): ReplaceRule {
  const field = fieldOf(schema, word, where);
  const {name, storage} = field;
  if (storage === 'float32' || storage === 'int32')
    throw prepareError('ALREADY_PREPARED', `${where}: column '${name}' is normalized already.`, {
      hints: ['Replace values before data normalize.'],
    });
  const [from, to] = splitRule(word.slice(name.length + 1));
  const old = valueOf(from, field);
  const value = valueOf(to, field);
  if (old === null)
    throw prepareError('PREPARE_OPTION', `--replace ${word}: '${from}' is a missing value already.`, {
      hints: [`To fill it: --impute '${name}=constant:${to}'.`],
    });
  const shown = (each: string | number): string => (typeof each === 'number' ? canonicalNumberText(each) : each);
  const reason = value === null ? `'${shown(old)}' made missing` : `'${shown(old)}' replaced by '${shown(value)}'`;
  return {column: name, old, value, reason};
}

/** @throws IngotError as {@link parseReplacement}, and `PREPARE_OPTION` for two rules about one value */
export function parseReplacements(
  words: readonly string[] | undefined,
  schema: DatasetSchema,
  where: string,
): readonly ReplaceRule[] {
  const rules = (words ?? []).map((word) => parseReplacement(word, schema, where));
  rules.forEach(({column, old}, index) => {
    if (rules.findIndex((other) => other.column === column && other.old === old) !== index)
      throw prepareError('PREPARE_OPTION', `--replace ${column}: '${String(old)}' is replaced twice.`);
  });
  return rules;
}
