// What a command line says about columns, checked and typed.
import {nearest} from '../core/index.js';
import {dateFormatProblem} from './dates.js';
import {dataError} from './errors.js';
import type {ImportOptions, PerColumn} from './infer-schema.js';
import {KINDS, ROLES, THOUSANDS_MARKS, type Kind, type Role} from './types.js';

export interface ColumnWords {
  readonly target?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
  /** `TOKEN` for all columns, or `COL=TOKEN`. */
  readonly missing?: readonly string[] | undefined;
  readonly usualMissing?: boolean | undefined;
  /** `MARK` or `COL=MARK`, as the next. */
  readonly decimal?: readonly string[] | undefined;
  readonly thousands?: readonly string[] | undefined;
  /** Column → the word that was given for it. */
  readonly roles?: ReadonlyMap<string, string> | undefined;
  readonly kinds?: ReadonlyMap<string, string> | undefined;
  readonly dateFormats?: ReadonlyMap<string, string> | undefined;
  readonly labelDelimiter?: string | undefined;
}

function checked<Word extends string>(
  words: ReadonlyMap<string, string> | undefined,
  known: readonly Word[],
  what: string,
): Record<string, Word> | undefined {
  if (!words || words.size === 0) return undefined;
  return Object.fromEntries(
    [...words].map(([column, word]) => {
      const found = known.find((each) => each === word);
      if (found !== undefined) return [column, found];
      const near = nearest(word, known);
      throw dataError('DATA_OPTION', `--${what} ${column}=${word}: there is no ${what} '${word}'.`, {
        hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known: ${known.join(', ')}.`],
      });
    }),
  );
}

/** `COL=WORD` or `WORD`: a word that begins with '=' has no column. */
function splitWord(word: string): {readonly column?: string; readonly value: string} {
  const at = word.indexOf('=');
  return at <= 0 ? {value: word} : {column: word.slice(0, at), value: word.slice(at + 1)};
}

function missingTokens(words: readonly string[] | undefined): PerColumn<readonly string[]> | undefined {
  if (words === undefined) return undefined;
  const all: string[] = [];
  const columns: Record<string, string[]> = {};
  for (const {column, value} of words.map(splitWord))
    if (column === undefined) all.push(value);
    else (columns[column] ??= []).push(value);
  return {...(all.length > 0 ? {all} : {}), ...(Object.keys(columns).length > 0 ? {columns} : {})};
}

function marks<Mark extends string>(
  words: readonly string[] | undefined,
  known: readonly Mark[],
  flag: string,
): PerColumn<Mark> | undefined {
  if (words === undefined) return undefined;
  let all: Mark | undefined;
  const columns: Record<string, Mark> = {};
  for (const {column, value} of words.map(splitWord)) {
    const mark = known.find((each) => each === value);
    if (mark === undefined)
      throw dataError(
        'DATA_OPTION',
        `--${flag} expects one of ${known.map((each) => `'${each}'`).join(' ')}, got '${value}'.`,
        {
          hints: [`For one column only: --${flag} 'COLUMN=${known[0] ?? ''}'.`],
        },
      );
    if (column === undefined) all = mark;
    else columns[column] = mark;
  }
  return {...(all === undefined ? {} : {all}), ...(Object.keys(columns).length > 0 ? {columns} : {})};
}

function dateFormatsOf(words: ReadonlyMap<string, string> | undefined): Record<string, string> | undefined {
  if (!words || words.size === 0) return undefined;
  for (const [column, format] of words) {
    const problem = dateFormatProblem(format);
    if (problem !== undefined)
      throw dataError('DATA_OPTION', `--date-format ${column}=${format}: ${problem}.`, {
        hints: ['Write iso, epoch, epoch-ms, or a pattern such as DD.MM.YYYY HH:mm (also YY, MMM, hh A, ss, SSS).'],
      });
  }
  return Object.fromEntries(words);
}

function checkLabelDelimiter(delimiter: string, kinds: ImportOptions['kinds']): void {
  if (!/^[^\s\p{L}\p{N}]$/u.test(delimiter))
    throw dataError('DATA_OPTION', `--label-delimiter expects one sign such as ; , | or /, got '${delimiter}'.`);
  if (!Object.values(kinds ?? {}).includes('labels'))
    throw dataError('DATA_OPTION', '--label-delimiter does nothing: no column is said to list labels.', {
      hints: ['Say which one does: --kind COLUMN=labels.'],
    });
}

/** What is said twice, and not alike. */
function refuseContradictions({decimal, thousands, dateFormats, kinds, labelDelimiter}: ImportOptions): void {
  if (labelDelimiter !== undefined) checkLabelDelimiter(labelDelimiter, kinds);
  const columns = new Set(['', ...Object.keys(decimal?.columns ?? {}), ...Object.keys(thousands?.columns ?? {})]);
  for (const column of columns) {
    const point = decimal?.columns?.[column] ?? decimal?.all;
    const mark = thousands?.columns?.[column] ?? thousands?.all;
    if (mark !== undefined && point === mark)
      throw dataError('DATA_OPTION', `--thousands '${mark}': that is the decimal mark already.`, {
        hints: [`Say --decimal '${mark === ',' ? '.' : ','}' as well.`],
      });
  }
  for (const column of Object.keys(dateFormats ?? {})) {
    const kind = kinds?.[column];
    if (kind !== undefined && kind !== 'datetime')
      throw dataError('DATA_OPTION', `--date-format ${column}: the column is said to be ${kind}, which has no dates.`);
  }
}

/** @throws IngotError `DATA_OPTION` for an unknown role, kind, mark or date format, or a column said to be two things */
export function toImportOptions(words: ColumnWords): ImportOptions {
  const {target, ignore, usualMissing, roles} = words;
  const options: ImportOptions = {
    target: target ?? [...(roles ?? [])].find(([, role]) => role === 'target')?.[0],
    ignore,
    missing: missingTokens(words.missing),
    usualMissing,
    decimal: marks(words.decimal, ['.', ','] as const, 'decimal'),
    thousands: marks(words.thousands, THOUSANDS_MARKS, 'thousands'),
    dateFormats: dateFormatsOf(words.dateFormats),
    roles: checked<Role>(roles, ROLES, 'role'),
    kinds: checked<Kind>(words.kinds, KINDS, 'kind'),
    labelDelimiter: words.labelDelimiter,
  };
  refuseContradictions(options);
  for (const name of ignore ?? [])
    if (name === options.target || options.roles?.[name] !== undefined)
      throw dataError('DATA_OPTION', `--ignore ${name}: the column is given a role as well.`);
  const targets = new Set(
    Object.entries(options.roles ?? {}).flatMap(([name, role]) => (role === 'target' ? [name] : [])),
  );
  if (options.target !== undefined) targets.add(options.target);
  if (targets.size > 1)
    throw dataError('DATA_OPTION', `Expected one target, got ${[...targets].join(', ')}.`, {
      hints: ['A model learns one column; keep the others with --role COL=ignored.'],
    });
  return options;
}

/** A share from `5%` or `0.05`. @throws IngotError `DATA_OPTION` */
export function parseShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim());
  const value = match ? Number(match[1]) / (match[2] === '%' ? 100 : 1) : NaN;
  if (value >= 0 && value <= 1) return value;
  throw dataError('DATA_OPTION', `Expected a share such as 5% or 0.05, got '${text}'.`);
}
