// What every version of every standard operator takes and gives, as ONNX itself defines it.
import {OP_SCHEMAS} from './generated/op-schemas.js';

/** @see test/oracle/onnx_schemas.py for the form of the table */
interface Table {
  readonly domains: Readonly<Record<string, Readonly<Record<string, readonly Row[]>>>>;
  readonly types: readonly (readonly string[])[];
  readonly newest: Readonly<Record<string, number>>;
}
type Row = readonly [
  since: number,
  inputs: readonly ParameterRow[],
  outputs: readonly ParameterRow[],
  attributes: Readonly<Record<string, number>>,
  constraints: Readonly<Record<string, number>>,
  deprecated?: 1,
];
type ParameterRow = readonly [name: string, type: string, kind: 0 | 1 | 2 | 3, minimum?: number];

export interface OpParameter {
  readonly name: string;
  /** A letter of the schema's constraints, or a type such as `tensor(int64)`. */
  readonly type: string;
  readonly isOptional: boolean;
  /** Takes any number from `minimum` on. */
  readonly isVariadic: boolean;
  /** Variadic ones of any mixture of types are not of one. */
  readonly isOfOneType: boolean;
  readonly minimum: number;
}

export interface OpSchema {
  readonly since: number;
  readonly inputs: readonly OpParameter[];
  readonly outputs: readonly OpParameter[];
  readonly attributes: ReadonlyMap<string, {readonly type: number; readonly isRequired: boolean}>;
  /** Type letter → the types it may be. */
  readonly constraints: ReadonlyMap<string, readonly string[]>;
  readonly isDeprecated: boolean;
}

let table: Table | undefined;
const read = (): Table => (table ??= JSON.parse(OP_SCHEMAS) as Table);
const cache = new Map<Row, OpSchema>();

/** The newest opset version of a domain that the table has; undefined for domains that are not ONNX's. */
export function newestOpset(domain: string): number | undefined {
  return read().newest[domain];
}

/** All versions of an operator, newest first; undefined for one that never was. */
export function opVersions(domain: string, opType: string): readonly OpSchema[] | undefined {
  const domains = read().domains;
  const ops = Object.hasOwn(domains, domain) ? domains[domain] : undefined;
  return ops && Object.hasOwn(ops, opType) ? ops[opType]?.map(toSchema) : undefined;
}

/** The operator as an opset version has it; undefined where that opset does not have it. */
export function opSchema(domain: string, opType: string, version: number): OpSchema | undefined {
  return opVersions(domain, opType)?.find(({since}) => since <= version);
}

/** All operators of a domain. */
export function opNames(domain: string): readonly string[] {
  return Object.keys(read().domains[domain] ?? {});
}

function toSchema(row: Row): OpSchema {
  const known = cache.get(row);
  if (known) return known;
  const [since, inputs, outputs, attributes, constraints, deprecated] = row;
  const types = read().types;
  const schema: OpSchema = {
    since,
    inputs: inputs.map(toParameter),
    outputs: outputs.map(toParameter),
    attributes: new Map(
      Object.entries(attributes).map(([name, code]) => [name, {type: Math.abs(code), isRequired: code < 0}]),
    ),
    constraints: new Map(Object.entries(constraints).map(([letter, index]) => [letter, types[index] ?? []])),
    isDeprecated: deprecated === 1,
  };
  cache.set(row, schema);
  return schema;
}

function toParameter([name, type, kind, minimum = 1]: ParameterRow): OpParameter {
  return {name, type, isOptional: kind === 1, isVariadic: kind >= 2, isOfOneType: kind !== 3, minimum};
}
