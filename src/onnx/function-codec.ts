// FunctionProto ↔ ModelFunction: node types that a model defines by other nodes.
import {create} from '@bufbuild/protobuf';
import {FunctionProtoSchema, OperatorSetIdProtoSchema, type FunctionProto} from './generated/onnx_pb.js';
import type {OperatorSetIdProto} from './generated/onnx_pb.js';
import {decodeAttributes} from './decode-attributes.js';
import {decodeNode, normalDomain} from './decode-graph.js';
import {encodeAttributes} from './encode-attributes.js';
import {encodeNode} from './encode-graph.js';
import {onnxError} from './errors.js';
import {restOf, startWith} from './rest.js';
import type {Model, ModelFunction} from './types.js';
import {decodeValue, encodeValue} from './value-codec.js';

const FUNCTION_FIELDS = new Set([
  ...['name', 'domain', 'overload', 'input', 'output', 'attribute', 'attributeProto', 'node', 'opsetImport'],
  'valueInfo',
]);

/** @throws IngotError `MODEL_INVALID` when the function imports a domain in two versions, or gives an attribute twice */
export function decodeFunction(proto: FunctionProto): ModelFunction {
  const where = `function '${proto.name}'`;
  return {
    domain: normalDomain(proto.domain),
    name: proto.name,
    ...(proto.overload !== '' && {overload: proto.overload}),
    inputs: proto.input,
    outputs: proto.output,
    attributes: proto.attribute,
    defaults: decodeAttributes(proto.attributeProto, where),
    nodes: proto.node.map(decodeNode),
    opsets: decodeOpsets(proto.opsetImport, where),
    values: new Map(proto.valueInfo.map((value) => [value.name, decodeValue(value)])),
    ...restOf(FunctionProtoSchema, proto, FUNCTION_FIELDS),
  };
}

export function encodeFunction(value: ModelFunction): FunctionProto {
  const proto = startWith(FunctionProtoSchema, value);
  proto.name = value.name;
  proto.domain = value.domain;
  if (value.overload !== undefined) proto.overload = value.overload;
  proto.input = [...value.inputs];
  proto.output = [...value.outputs];
  proto.attribute = [...value.attributes];
  proto.attributeProto = encodeAttributes(value.defaults);
  proto.node = value.nodes.map(encodeNode);
  proto.opsetImport = encodeOpsets(value.opsets);
  proto.valueInfo = [...value.values.values()].map(encodeValue);
  return proto;
}

/**
 * @param where - what imports them, for messages
 * @throws IngotError `MODEL_INVALID` when one domain is imported in two versions
 */
export function decodeOpsets(protos: readonly OperatorSetIdProto[], where: string): Model['opsets'] {
  const opsets: Record<string, number> = {};
  for (const {domain, version} of protos) {
    const name = normalDomain(domain);
    const known = Object.hasOwn(opsets, name) ? opsets[name] : undefined;
    if (known !== undefined && known !== Number(version))
      throw onnxError(
        'MODEL_INVALID',
        `Expected one opset version of domain '${name}', but ${where} imports ${String(known)} and ${String(version)}.`,
      );
    opsets[name] = Number(version);
  }
  return opsets;
}

/** In order of the domains. */
export function encodeOpsets(opsets: Model['opsets']): OperatorSetIdProto[] {
  return Object.entries(opsets)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([domain, version]) => create(OperatorSetIdProtoSchema, {domain, version: BigInt(version)}));
}
