// PostgreSQL's types, which are numbers, and its text form of values as cells.
import type {ScalarKind} from '../infer-rule.js';
import type {SourceType} from '../text-format.js';
import {isExact} from './sql-format.js';

export interface PostgresType extends SourceType {
  readonly natural: ScalarKind;
  /** Holds for each value, whatever a sample says. */
  readonly isMoment?: boolean;
  /** From the text that the server sends. */
  readonly parse: (text: string) => unknown;
}

/** Whole numbers beyond 2⁵³ stay their digits. */
function parseInteger(text: string): unknown {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** Decimals stay their digits where float64 would give back others; `NaN` is none of SQL's nulls, but no number either. */
function parseDecimal(text: string): unknown {
  if (text === 'NaN') return NaN;
  return isExact(text) ? Number(text) : text;
}

/** Infinities stay words, which no rule of numbers takes. */
function parseFloat64(text: string): unknown {
  const value = Number(text);
  return Number.isFinite(value) || text === 'NaN' ? value : text;
}

/** `2024-05-06 07:08:09.123456+00` in the server's ISO style; years before Christ and infinities stay what no date is. */
const parseMoment = (text: string): unknown => text;

const integer: PostgresType = {natural: 'numeric', parse: parseInteger};
const decimal: PostgresType = {
  natural: 'numeric',
  parse: parseDecimal,
  sample: (cell) => (typeof cell === 'string' && /^-?\d+\.\d+$/.test(cell) ? Number(cell) : cell),
};
const moment: PostgresType = {natural: 'datetime', isMoment: true, parse: parseMoment};
const text: PostgresType = {natural: 'text', parse: (value) => value};

/** By object identifier, from PostgreSQL's pg_type.dat. */
const TYPES: Readonly<Record<number, PostgresType>> = {
  16: {natural: 'boolean', parse: (value) => value === 't'},
  17: {natural: 'text', leftOut: 'a bytea', parse: () => null},
  20: integer,
  21: integer,
  23: integer,
  26: integer,
  700: {natural: 'numeric', parse: (value) => withFloat32(value)},
  701: {natural: 'numeric', parse: parseFloat64},
  1082: moment,
  1114: moment,
  1184: moment,
  1700: decimal,
};

/** The number that the four bytes hold, not the shortest text that stands for it. */
function withFloat32(value: string): unknown {
  const found = parseFloat64(value);
  return typeof found === 'number' ? Math.fround(found) : found;
}

/** A type by its identifier: what is not known (uuid, json, arrays, enums, intervals …) is the text that the server sends. */
export function postgresType(id: number): PostgresType {
  return TYPES[id] ?? text;
}
