// The file of a schema: YAML read into checks, every complaint with its line and column.
import {nearest, parseLocatedYaml, readText} from '../../core/index.js';
import {defaultRule, KINDS, type Kind, type ParseRule} from '../../data/index.js';
import {checkError} from '../errors.js';
import type {CheckContext, ColumnCheck} from './define.js';
import {compileExpression, type RowOf} from './expression.js';
import {columnChecks} from './rules/index.js';

export type Severity = 'error' | 'warn';
type Path = readonly (string | number)[];

export interface GivenCheck {
  readonly check: ColumnCheck;
  readonly given: unknown;
  readonly severity: Severity;
  /** Share of the rows that may break it. */
  readonly maxShare: number;
  readonly compile: (remember: CheckContext['remember']) => ReturnType<ColumnCheck['compile']>;
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

export interface Schema {
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
  return new Reader((message, at) => failAt(message, placeOf(at))).schema(value);
}

class Reader {
  constructor(private readonly fail: (message: string, path: Path) => never) {}

  schema(value: unknown): Schema {
    const {version, rows, unknown_columns: unknown = 'error', columns, rules = [], ...rest} = this.mapping(value, []);
    this.refuseRest(rest, [], ['version', 'rows', 'unknown_columns', 'columns', 'rules']);
    if (version !== 1) this.fail(`expected version: 1, found ${show(version)}`, ['version']);
    const named = Object.entries(this.mapping(columns, ['columns']));
    if (named.length === 0) this.fail('expected at least one column', ['columns']);
    const read = named.map(([name, column]) => this.column(name, column));
    if (!Array.isArray(rules)) this.fail('expected a list of rules', ['rules']);
    return {
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
    const {value: given, severity = 'error', max_share: share, ...rest} = settingsOf(written);
    this.refuseRest(rest, path, ['value', 'severity', 'max_share']);
    if (check.isShare && share !== undefined)
      this.fail(`${check.name} is a share itself, so max_share means nothing`, [...path, 'max_share']);
    const fail = (expected: string): never =>
      this.fail(`${check.name}: expected ${expected}, found ${show(given)}`, path);
    const compile: GivenCheck['compile'] = (remember) => check.compile(given, {kind, fail, remember});
    compile(() => undefined);
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

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** A check is its value alone, or `{value, severity, max_share}`. */
const settingsOf = (written: unknown): Record<string, unknown> => (isMapping(written) ? written : {value: written});

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
