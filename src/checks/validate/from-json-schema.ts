// A JSON Schema (draft 2020-12, and what earlier drafts have in common with it) of flat records as a schema of ours. What it
// asks beyond that is refused, not overlooked.
import {isMapping, show} from './written.js';

type Path = readonly (string | number)[];
type Fail = (message: string, path: Path) => never;
type Mapping = Readonly<Record<string, unknown>>;

/** Keywords that say nothing about what is valid. */
const ANNOTATIONS = ['$schema', '$id', '$comment', 'title', 'description', 'default', 'examples', 'deprecated'];
const FORMATS: Readonly<Record<string, string>> = {date: 'datetime', 'date-time': 'datetime'};
const KINDS: Readonly<Record<string, string>> = {
  number: 'numeric',
  integer: 'numeric',
  boolean: 'boolean',
  string: 'text',
};
/** Keywords with the check that says the same. */
const CHECKS: Readonly<Record<string, string>> = {
  minimum: 'min',
  maximum: 'max',
  minLength: 'min_length',
  maxLength: 'max_length',
  pattern: 'pattern',
};
const EXCLUSIVE: Readonly<Record<string, string>> = {exclusiveMinimum: '>', exclusiveMaximum: '<'};

export function isJsonSchema(value: unknown): boolean {
  return isMapping(value) && !('columns' in value) && ('properties' in value || '$schema' in value);
}

/**
 * Records are the rows, properties the columns. A property without a value is a missing cell.
 *
 * @param fail - throws; told what is wrong and at which path
 * @returns what the YAML of a schema says
 */
export function fromJsonSchema(value: unknown, fail: Fail): Mapping {
  const {type, properties, required = [], additionalProperties = true, ...rest} = value as Mapping;
  refuseRest(rest, [], fail);
  if (type !== undefined && type !== 'object') fail(`expected type: "object", found ${show(type)}`, ['type']);
  if (!isMapping(properties)) return fail(`expected properties, found ${show(properties)}`, ['properties']);
  if (!Array.isArray(required)) fail('expected a list of names', ['required']);
  if (typeof additionalProperties !== 'boolean') fail('expected true or false', ['additionalProperties']);
  const needed = required as unknown[];
  const stranger = needed.find((name) => typeof name !== 'string' || !(name in properties));
  if (stranger !== undefined) fail(`${show(stranger)} is required, but no property`, ['required']);
  const rules: Mapping[] = [];
  const columns = Object.entries(properties).map(([name, property]) => {
    const path = ['properties', name];
    if (!isMapping(property)) return fail(`expected keywords, found ${show(property)}`, path);
    for (const [keyword, operator] of Object.entries(EXCLUSIVE)) {
      const bound = property[keyword];
      if (bound === undefined) continue;
      if (typeof bound !== 'number') fail(`expected a number, found ${show(bound)}`, [...path, keyword]);
      if (name.includes('`')) fail('a name with a backquote cannot stand in a rule', [...path, keyword]);
      rules.push({expect: `\`${name}\` ${operator} ${String(bound)}`});
    }
    return [name, columnOf(property, needed.includes(name), (message, at) => fail(message, [...path, ...at]))];
  });
  return {
    version: 1,
    unknown_columns: additionalProperties ? 'allow' : 'error',
    columns: Object.fromEntries(columns) as Mapping,
    rules,
  };
}

function columnOf(property: Mapping, isRequired: boolean, fail: Fail): Mapping {
  const {type, format, enum: listed, const: only, multipleOf, ...rest} = property;
  const known = [...Object.keys(CHECKS), ...Object.keys(EXCLUSIVE)];
  refuseRest(Object.fromEntries(Object.entries(rest).filter(([key]) => !known.includes(key))), [], fail);
  const given = only === undefined ? listed : [only];
  if (given !== undefined && !Array.isArray(given)) fail('expected a list of values', ['enum']);
  const values = given as unknown[] | undefined;
  const types = type === undefined ? typesOf(values) : [type].flat();
  const named = types.filter((each) => each !== 'null');
  const [first] = named;
  const isWhole = named.length === 1 && first === 'integer';
  const kind = named.length === 1 ? KINDS[String(first)] : undefined;
  if (kind === undefined)
    return fail(`expected one of ${Object.keys(KINDS).join(', ')}, with or without null; found ${show(type)}`, [
      'type',
    ]);
  if (multipleOf !== undefined && multipleOf !== 1)
    fail(`multipleOf is known as 1 only, not ${show(multipleOf)}`, ['multipleOf']);
  const dated = typeof format === 'string' ? FORMATS[format] : undefined;
  if (format !== undefined && dated === undefined)
    fail(`format ${show(format)} is not known; known: ${Object.keys(FORMATS).join(', ')}`, ['format']);
  const isNullable = types.includes('null') || values?.includes(null) === true;
  const checks = Object.entries(CHECKS).flatMap(([keyword, check]) =>
    property[keyword] === undefined ? [] : [[check, property[keyword]] as const],
  );
  const listedValues = values?.filter((each) => each !== null);
  const isListed = listedValues !== undefined && kind !== 'boolean';
  return {
    kind: dated ?? (kind === 'text' && isListed ? 'category' : kind),
    required: isRequired,
    ...(isRequired && !isNullable ? {missing: 0} : {}),
    ...(isWhole || multipleOf === 1 ? {whole: true} : {}),
    ...(isListed ? {values: listedValues} : {}),
    ...Object.fromEntries(checks),
  };
}

/** What values that are listed are. */
function typesOf(values: readonly unknown[] | undefined): unknown[] {
  return [...new Set((values ?? []).map((value) => (value === null ? 'null' : typeof value)))];
}

function refuseRest(rest: Mapping, path: Path, fail: Fail): void {
  const unknown = Object.keys(rest).find((key) => !ANNOTATIONS.includes(key));
  if (unknown !== undefined) fail(`the keyword '${unknown}' is not understood here`, [...path, unknown]);
}
