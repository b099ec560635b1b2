// A schema as JSON Schema (draft 2020-12) of the records that rows are: what other tools check them by.
import {counted, type Json} from '../../core/index.js';
import type {Kind} from '../../data/index.js';
import type {ColumnSchema, Schema} from './schema-file.js';

type Keywords = Readonly<Record<string, Json>>;

const TYPES: Readonly<Record<Kind, Keywords>> = {
  numeric: {type: 'number'},
  boolean: {type: 'boolean'},
  // Days and instants alike, which no one format of JSON Schema takes.
  datetime: {type: 'string', description: 'a date or time, ISO 8601'},
  category: {type: 'string'},
  text: {type: 'string'},
  labels: {type: 'string'},
  tensor: {type: 'array'},
};
/** Checks with the keyword that says the same; a check of dates has none. */
const KEYWORDS: Readonly<Record<string, string>> = {
  min: 'minimum',
  max: 'maximum',
  min_length: 'minLength',
  max_length: 'maxLength',
  pattern: 'pattern',
};

/** Checks that cannot be said of one record (uniqueness, shares, distributions) are named in a comment. */
export function toJsonSchema({columns, rules, keys, unknownColumns}: Schema, title: string): Json {
  const unsaid = columns.flatMap(({name, kind, checks}) =>
    checks.flatMap(({check}) => (isSaid(check.name, kind) ? [] : [`${name}: ${check.name}`])),
  );
  const others = [
    ...unsaid,
    ...keys.map(({names}) => `unique: ${names.join(' + ')}`),
    ...rules.map(({expect}) => expect),
  ];
  const comment = others.length === 0 ? {} : {$comment: `Not said here: ${others.join('; ')}`};
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    description: `${counted(columns.length, 'column')}; one record is one row.`,
    ...comment,
    type: 'object',
    properties: Object.fromEntries(columns.map((column) => [column.name, propertyOf(column)])),
    required: columns.filter((column) => column.required && !mayBeMissing(column)).map(({name}) => name),
    additionalProperties: unknownColumns !== 'error',
  };
}

const isSaid = (check: string, kind: Kind): boolean =>
  ['kind', 'missing', 'values', 'whole'].includes(check) || (KEYWORDS[check] !== undefined && kind !== 'datetime');

const mayBeMissing = ({checks}: ColumnSchema): boolean =>
  !checks.some(({check, given}) => check.name === 'missing' && given === 0);

function propertyOf(column: ColumnSchema): Json {
  const {kind, checks, isPrivate} = column;
  const givenOf = (name: string): unknown => checks.find(({check}) => check.name === name)?.given;
  const {type = 'string', ...format} = TYPES[kind];
  const base = givenOf('whole') === true ? 'integer' : type;
  const values = givenOf('values') as readonly Json[] | undefined;
  const isNullable = mayBeMissing(column);
  const bounds = checks.flatMap(({check, given}): [string, Json][] => {
    const keyword = kind === 'datetime' ? undefined : KEYWORDS[check.name];
    return keyword === undefined ? [] : [[keyword, given as Json]];
  });
  return {
    type: isNullable ? [base, 'null'] : base,
    ...format,
    ...(values === undefined || kind === 'boolean'
      ? {}
      : {enum: [...valuesAs(kind, values), ...(isNullable ? [null] : [])]}),
    ...Object.fromEntries(bounds),
    ...(isPrivate ? {$comment: 'personal'} : {}),
  };
}

const valuesAs = (kind: Kind, values: readonly Json[]): Json[] =>
  values.map((value) =>
    kind === 'numeric' ? Number(value) : typeof value === 'string' ? value : JSON.stringify(value),
  );
