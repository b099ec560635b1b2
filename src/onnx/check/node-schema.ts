// One node against the schema of its operator: inputs, outputs, attributes, and the types of its values.
import {fromBinary} from '@bufbuild/protobuf';
import {AttributeProto_AttributeType as Type, AttributeProtoSchema} from '../generated/onnx_pb.js';
import {TYPES_BY_NAME} from '../decode-attributes.js';
import type {OpParameter, OpSchema} from '../op-schemas.js';
import type {Attribute, Node} from '../types.js';
import {titleOf} from './problem.js';

type Report = (what: string) => void;

/** How many inputs and outputs the node has, and which attributes. */
export function checkForm(node: Node, schema: OpSchema, report: Report): void {
  checkCount('input', node, node.inputs, schema.inputs, report);
  checkCount('output', node, node.outputs, schema.outputs, report);
  for (const [name, {isRequired}] of schema.attributes)
    if (isRequired && !(name in node.attributes))
      report(`${titleOf(node)} lacks attribute '${name}', which the operator needs`);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    const known = schema.attributes.get(name);
    const type = typeCode(attribute);
    if (!known) {
      const names = [...schema.attributes.keys()].join(', ') || 'none';
      report(`${titleOf(node)} has attribute '${name}', which the operator does not know (it knows: ${names})`);
    } else if (type !== known.type)
      report(`attribute '${name}' of ${titleOf(node)} is of type ${typeText(type)}, expected ${typeText(known.type)}`);
  }
}

function checkCount(
  what: 'input' | 'output',
  node: Node,
  names: readonly string[],
  parameters: readonly OpParameter[],
  report: Report,
): void {
  const last = parameters.at(-1);
  if (names.length > parameters.length && last?.isVariadic !== true)
    report(`${titleOf(node)} has ${String(names.length)} ${what}s, but takes at most ${String(parameters.length)}`);
  for (const [index, {name, isOptional, isVariadic, minimum}] of parameters.entries()) {
    if (isVariadic && names.length - index < minimum)
      report(
        `${titleOf(node)} needs at least ${String(minimum)} ${what} '${name}', but has ${String(names.length - index)}`,
      );
    // A result that nobody wants may be left out, whatever it is.
    else if (what === 'input' && !isOptional && !isVariadic && (names[index] ?? '') === '')
      report(`${titleOf(node)} lacks ${what} '${name}' (number ${String(index + 1)}), which the operator needs`);
  }
}

function typeCode(attribute: Attribute): number {
  if (attribute.type === 'opaque') return fromBinary(AttributeProtoSchema, attribute.value).type;
  return TYPES_BY_NAME[attribute.type === 'reference' ? attribute.of : attribute.type];
}

function typeText(code: number): string {
  return (Type[code] ?? `code ${String(code)}`).toLowerCase().replace('_', ' ');
}

/**
 * The types of a node's outputs as far as they follow from those of its inputs.
 *
 * @param typeOfName - `tensor(float)` …, or undefined where it is not known
 * @returns by the name of the output
 */
export function checkTypes(
  node: Node,
  schema: OpSchema,
  typeOfName: (name: string) => string | undefined,
  report: Report,
): ReadonlyMap<string, string> {
  const bound = new Map<string, {readonly type: string; readonly by: string}>();
  for (const [index, name] of node.inputs.entries()) {
    const parameter = parameterAt(schema.inputs, index);
    const type = name === '' ? undefined : typeOfName(name);
    if (!parameter || type === undefined) continue;
    const allowed = schema.constraints.get(parameter.type) ?? [parameter.type];
    if (!allowed.includes(type)) {
      report(`input '${name}' of ${titleOf(node)} is ${type}, expected ${listText(allowed)}`);
      continue;
    }
    if (!schema.constraints.has(parameter.type) || !parameter.isOfOneType) continue;
    const before = bound.get(parameter.type);
    if (before && before.type !== type)
      report(
        `inputs '${before.by}' and '${name}' of ${titleOf(node)} are ${before.type} and ${type}, expected one type`,
      );
    else bound.set(parameter.type, {type, by: name});
  }
  const types = new Map<string, string>();
  for (const [index, name] of node.outputs.entries()) {
    const parameter = parameterAt(schema.outputs, index);
    if (!parameter?.isOfOneType || name === '') continue;
    const allowed = schema.constraints.get(parameter.type) ?? [parameter.type];
    const type = bound.get(parameter.type)?.type ?? (allowed.length === 1 ? allowed[0] : undefined);
    if (type !== undefined) types.set(name, type);
  }
  return types;
}

function parameterAt(parameters: readonly OpParameter[], index: number): OpParameter | undefined {
  const last = parameters.at(-1);
  return parameters[index] ?? (last?.isVariadic === true ? last : undefined);
}

function listText(types: readonly string[]): string {
  return types.length <= 4 ? types.join(' or ') : `one of ${types.join(', ')}`;
}
