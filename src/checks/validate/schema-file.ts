// The file of a schema: YAML read into checks, every complaint with its line and column.
import {dirname} from 'node:path';
import {nearest, parseLocatedYaml, readText} from '../../core/index.js';
import {defaultRule, KINDS, type Kind, type ParseRule} from '../../data/index.js';
import {checkError} from '../errors.js';
import type {ColumnCheck, CompiledCheck} from './define.js';
import {compileExpression, type RowOf} from './expression.js';
import {fromJsonSchema, isJsonSchema} from './from-json-schema.js';
import {columnChecks} from './rules/index.js';
import {readAge} from './rules/max-age.js';
import {isMapping, show} from './written.js';

export type Severity = 'error' | 'warn';
type Path = readonly (string | number)[];

export interface GivenCheck {
  readonly check: ColumnCheck;
  readonly given: unknown;
  readonly severity: Severity;
  /** Share of the rows that may break it. */
  readonly maxShare: number;
  readonly compile: () => CompiledCheck;
}

export interface ColumnSchema {
  readonly name: string;
  readonly kind: Kind;
  readonly required: boolean;
  readonly isPrivate: boolean;
  readonly parse: ParseRule;
  readonly checks: readonly GivenCheck[];
}

export interface RowRule {
  readonly name: string;
  readonly expect: string;
  readonly severity: Severity;
  readonly maxShare: number;
  readonly test: (row: RowOf) => boolean | null;
}

/** Columns that together have no values twice. */
export interface Key {
  /** Places of columns in the schema. */
  readonly columns: readonly number[];
  readonly names: readonly string[];
  readonly severity: Severity;
  readonly maxShare: number;
}

export interface Schema {
  /** Where the schema lies: paths in it are relative to it. */
  readonly folder: string;
  readonly keys: readonly Key[];
  /** How long ago the file may have been changed, in seconds and as it is written. */
  readonly file: {readonly maxAge: number; readonly written: string; readonly severity: Severity} | null;
  readonly columns: readonly ColumnSchema[];
  readonly rules: readonly RowRule[];
  readonly rows: {readonly min: number; readonly max: number};
  readonly unknownColumns: Severity | 'allow';
}

/** How the cells of a column are written, where it is not the usual way: keys under `read`. */
export const READ_KEYS: Readonly<Record<string, keyof ParseRule>> = {
  missing: 'missing',
  true_words: 'trueWords',
  false_words: 'falseWords',
  date_format: 'dateFormat',
  decimal_mark: 'decimalMark',
  thousands_mark: 'thousandsMark',
  number_text: 'numberText',
  label_delimiter: 'labelDelimiter',
  shape: 'shape',
  element: 'element',
};
const COLUMN_KEYS = ['kind', 'required', 'private', 'read', 'description'];

/** @throws IngotError `FILE_NOT_FOUND`, `VALIDATE_SCHEMA` with line and column */
export function readSchema(path: string): Schema {
  return parseSchema(readText(path), path);
}

/** @throws IngotError `VALIDATE_SCHEMA` with line and column */
export function parseSchema(text: string, path: string): Schema {
  const {value, problem, placeOf} = parseLocatedYaml(text);
  const failAt = (message: string, {line, column}: ReturnType<typeof placeOf>): never => {
    throw checkError('VALIDATE_SCHEMA', `${path}:${String(line)}:${String(column)}: ${message}`, {
      hints: ['ingot data schema FILE writes a schema to start from.'],
      data: {file: path, line, column},
    });
  };
  if (problem) return failAt(`not readable as YAML: ${problem.message}`, problem.place);
  const fail = (message: string, at: Path): never => failAt(message, placeOf(at));
  const folder = dirname(path);
  if (!isJsonSchema(value)) return {folder, ...new Reader(fail).schema(value)};
  // What is wrong with a column stands somewhere in its property.
  const failInProperty = (message: string, [, name]: Path): never =>
    fail(message, ['properties', ...(name === undefined ? [] : [name])]);
  return {folder, ...new Reader(failInProperty).schema(fromJsonSchema(value, fail))};
}

class Reader {
  constructor(private readonly fail: (message: string, path: Path) => never) {}

  schema(value: unknown): Omit<Schema, 'folder'> {
    const whole = this.mapping(value, []);
    const {version, rows, file, unknown_columns: unknown = 'error', columns, unique = [], rules = [], ...rest} = whole;
    this.refuseRest(rest, [], ['version', 'rows', 'file', 'unknown_columns', 'columns', 'unique', 'rules']);
    if (version !== 1) this.fail(`expected version: 1, found ${show(version)}`, ['version']);
    const named = Object.entries(this.mapping(columns, ['columns']));
    if (named.length === 0) this.fail('expected at least one column', ['columns']);
    const read = named.map(([name, column]) => this.column(name, column));
    if (!Array.isArray(rules)) this.fail('expected a list of rules', ['rules']);
    if (!Array.isArray(unique)) this.fail('expected a list of lists of columns', ['unique']);
    return {
      keys: (unique as unknown[]).map((key, index) => this.key(key, ['unique', index], read)),
      file: file === undefined ? null : this.file(file),
      columns: read,
      rules: (rules as unknown[]).map((rule, index) => this.rule(rule, ['rules', index], read)),
      rows: this.rows(rows),
      unknownColumns: this.oneOf(unknown, ['error', 'warn', 'allow'], ['unknown_columns']),
    };
  }

  private rows(value: unknown): Schema['rows'] {
    const {min = 0, max = Infinity, ...rest} = value === undefined ? {} : this.mapping(value, ['rows']);
    this.refuseRest(rest, ['rows'], ['min', 'max']);
    const bound = (given: unknown, key: string): number =>
      given === Infinity || (Number.isSafeInteger(given) && (given as number) >= 0)
        ? (given as number)
        : this.fail(`expected a number of rows, found ${show(given)}`, ['rows', key]);
    const [least, most] = [bound(min, 'min'), bound(max, 'max')];
    if (least > most) this.fail(`min ${String(least)} is above max ${String(most)}`, ['rows', 'min']);
    return {min: least, max: most};
  }

  private file(value: unknown): Schema['file'] {
    const {max_age: written, ...rest} = this.mapping(value, ['file']);
    this.refuseRest(rest, ['file'], ['max_age']);
    const path = ['file', 'max_age'];
    const {value: age, severity = 'error', ...others} = settingsOf(written);
    this.refuseRest(others, path, ['value', 'severity']);
    const fail = (expected: string): never => this.fail(`expected ${expected}, found ${show(age)}`, path);
    return {maxAge: readAge(age, {fail}), written: String(age), severity: this.severity(severity, path)};
  }

  private key(value: unknown, path: Path, columns: readonly ColumnSchema[]): Key {
    const {columns: names, severity = 'error', max_share: share, ...rest} = isMapping(value) ? value : {columns: value};
    this.refuseRest(rest, path, ['columns', 'severity', 'max_share']);
    if (!Array.isArray(names) || names.length < 2 || new Set(names).size < names.length)
      return this.fail(`expected a list of two or more columns, found ${show(names)}`, path);
    const places = (names as unknown[]).map((name) => {
      const place = columns.findIndex((column) => column.name === name);
      if (place < 0) this.fail(`no column ${show(name)} in the schema`, path);
      const {kind} = columns[place] ?? {};
      if (kind === 'tensor' || kind === 'labels') this.fail(`column ${show(name)} is of kind ${kind}`, path);
      return place;
    });
    const tolerated = {severity: this.severity(severity, path), maxShare: this.share(share, path)};
    return {columns: places, names: names as string[], ...tolerated};
  }

  private column(name: string, value: unknown): ColumnSchema {
    const path = ['columns', name];
    const {required = true, private: isPrivate = false, read, ...given} = this.mapping(value, path);
    const known = [...COLUMN_KEYS, ...columnChecks.names()];
    this.refuseRest(Object.fromEntries(Object.entries(given).filter(([key]) => !known.includes(key))), path, known);
    const kind = this.oneOf(settingsOf(given['kind'])['value'], KINDS, [...path, 'kind']);
    const checks = Object.entries(given).flatMap(([key, written]) => {
      const check = columnChecks.find(key);
      return check ? [this.check(check, written, kind, [...path, key])] : [];
    });
    return {
      ...{name, kind, checks},
      required: this.truth(required, [...path, 'required']),
      isPrivate: this.truth(isPrivate, [...path, 'private']),
      parse: this.parseRule(kind, read, [...path, 'read']),
    };
  }

  private check(check: ColumnCheck, written: unknown, kind: Kind, path: Path): GivenCheck {
    if (!check.kinds.includes(kind))
      this.fail(`${check.name} is for columns of ${check.kinds.join(', ')}, not ${kind}`, path);
    const settings =
      check.isMapping && !isMapping(settingsOf(written)['value']) ? {value: written} : settingsOf(written);
    const {value: given, severity = 'error', max_share: share, ...rest} = settings;
    this.refuseRest(rest, path, ['value', 'severity', 'max_share']);
    if ((check.isShare || check.isWhole) && share !== undefined)
      this.fail(
        `${check.name} is ${check.isShare ? 'a share itself' : 'of the whole column'}, so max_share means nothing`,
        [...path, 'max_share'],
      );
    const fail = (expected: string): never =>
      this.fail(`${check.name}: expected ${expected}, found ${show(given)}`, path);
    const compile = (): CompiledCheck => check.compile(given, {kind, fail});
    compile();
    return {
      ...{check, given, compile},
      severity: this.severity(severity, path),
      maxShare: check.isShare ? (given as number) : this.share(share, path),
    };
  }

  private rule(value: unknown, path: Path, columns: readonly ColumnSchema[]): RowRule {
    const {name, expect, severity = 'error', max_share: share, ...rest} = this.mapping(value, path);
    this.refuseRest(rest, path, ['name', 'expect', 'severity', 'max_share']);
    if (typeof expect !== 'string')
      return this.fail(`expected expect: EXPRESSION, found ${show(expect)}`, [...path, 'expect']);
    if (name !== undefined && typeof name !== 'string') this.fail('expected a name', [...path, 'name']);
    const test = compileExpression(expect, columns, (message, at) =>
      this.fail(`'${expect}', character ${String(at + 1)}: ${message}`, [...path, 'expect']),
    );
    return {
      ...{name: typeof name === 'string' ? name : expect, expect, test},
      severity: this.severity(severity, path),
      maxShare: this.share(share, path),
    };
  }

  private parseRule(kind: Kind, read: unknown, path: Path): ParseRule {
    const given = read === undefined ? {} : this.mapping(read, path);
    const unknown = Object.entries(given).filter(([key]) => !(key in READ_KEYS));
    this.refuseRest(Object.fromEntries(unknown), path, Object.keys(READ_KEYS));
    const rule: ParseRule = defaultRule(kind);
    const settings = Object.entries(given).map(([key, value]) => {
      const name = READ_KEYS[key] ?? 'missing';
      const isList = ['missing', 'trueWords', 'falseWords', 'shape'].includes(name);
      const wanted = isList ? 'a list' : name === 'numberText' ? 'true or false' : 'a text';
      const fits = isList ? Array.isArray(value) : typeof value === (name === 'numberText' ? 'boolean' : 'string');
      if (!fits) this.fail(`${key}: expected ${wanted}, found ${show(value)}`, [...path, key]);
      return [name, value];
    });
    return {...rule, ...(Object.fromEntries(settings) as Partial<ParseRule>)};
  }

  private severity(value: unknown, path: Path): Severity {
    return this.oneOf(value, ['error', 'warn'], [...path, 'severity']);
  }

  private share(value: unknown, path: Path): number {
    if (value === undefined) return 0;
    if (typeof value === 'number' && value >= 0 && value <= 1) return value;
    return this.fail(`expected a share, 0 to 1, found ${show(value)}`, [...path, 'max_share']);
  }

  private truth(value: unknown, path: Path): boolean {
    return typeof value === 'boolean' ? value : this.fail(`expected true or false, found ${show(value)}`, path);
  }

  private oneOf<const T extends string>(value: unknown, known: readonly T[], path: Path): T {
    const found = known.find((each) => each === value);
    return found ?? this.fail(`expected one of ${known.join(', ')}, found ${show(value)}`, path);
  }

  private mapping(value: unknown, path: Path): Record<string, unknown> {
    if (isMapping(value)) return value;
    return this.fail(`expected keys and values, found ${show(value)}`, path);
  }

  private refuseRest(rest: Readonly<Record<string, unknown>>, path: Path, known: readonly string[]): void {
    const [key] = Object.keys(rest);
    if (key === undefined) return;
    const near = nearest(key, known);
    const advice = near === undefined ? `known: ${known.join(', ')}` : `did you mean '${near}'?`;
    this.fail(`unknown key '${key}'; ${advice}`, [...path, key]);
  }
}

/** A check is its value alone, or `{value, severity, max_share}`. */
const settingsOf = (written: unknown): Record<string, unknown> => (isMapping(written) ? written : {value: written});
