// AttributeProtos → Attributes. Attributes and graphs hold each other: this file and decode-graph.ts import each other.
import {toBinary} from '@bufbuild/protobuf';
import {AttributeProto_AttributeType as Type, AttributeProtoSchema, type AttributeProto} from './generated/onnx_pb.js';
import {decodeGraph} from './decode-graph.js';
import {onnxError} from './errors.js';
import {restOf} from './rest.js';
import {decodeTensor, isKnownTensor, textOf} from './tensor-codec.js';
import type {Attribute, Attributes, ReferencedType} from './types.js';

/**
 * @param where - the node, for messages
 * @throws IngotError `MODEL_INVALID` when two are of one name
 */
export function decodeAttributes(protos: readonly AttributeProto[], where: string): Attributes {
  const names = new Set<string>();
  for (const {name} of protos) {
    if (names.has(name)) throw onnxError('MODEL_INVALID', `Two attributes of ${where} are named '${name}'.`);
    names.add(name);
  }
  return Object.fromEntries(protos.map((attribute) => [attribute.name, decodeAttribute(attribute)]));
}

const SINGLE_FIELDS = {
  float: 'f',
  int: 'i',
  string: 's',
  tensor: 't',
  graph: 'g',
  floats: 'floats',
  ints: 'ints',
  strings: 'strings',
  tensors: 'tensors',
  graphs: 'graphs',
} as const;

/** The types that a reference can be to. */
export const TYPES_BY_NAME: Readonly<Record<ReferencedType, Type>> = {
  float: Type.FLOAT,
  int: Type.INT,
  string: Type.STRING,
  tensor: Type.TENSOR,
  graph: Type.GRAPH,
  floats: Type.FLOATS,
  ints: Type.INTS,
  strings: Type.STRINGS,
  tensors: Type.TENSORS,
  graphs: Type.GRAPHS,
};
const namesByType = new Map(Object.entries(TYPES_BY_NAME).map(([name, type]) => [type, name as ReferencedType]));

function decodeAttribute(proto: AttributeProto): Attribute {
  const attribute = proto.refAttrName === '' ? interpretAttribute(proto) : interpretReference(proto);
  if (!attribute || attribute.type === 'opaque') return {type: 'opaque', value: toBinary(AttributeProtoSchema, proto)};
  const field = attribute.type === 'reference' ? 'refAttrName' : SINGLE_FIELDS[attribute.type];
  return {...attribute, ...restOf(AttributeProtoSchema, proto, new Set(['name', 'type', field]))};
}

function interpretReference({type, refAttrName}: AttributeProto): Attribute | undefined {
  const of = namesByType.get(type);
  return of && {type: 'reference', value: refAttrName, of};
}

/** @returns undefined for what ingot has no form for */
function interpretAttribute(proto: AttributeProto): Attribute | undefined {
  switch (proto.type) {
    case Type.FLOAT:
      return {type: 'float', value: proto.f};
    case Type.INT:
      return {type: 'int', value: narrow(proto.i)};
    case Type.STRING: {
      const value = textOf(proto.s);
      return value === undefined ? undefined : {type: 'string', value};
    }
    case Type.TENSOR:
      return proto.t && isKnownTensor(proto.t) ? {type: 'tensor', value: decodeTensor(proto.t, false)} : undefined;
    case Type.GRAPH:
      return proto.g && {type: 'graph', value: decodeGraph(proto.g)};
    case Type.FLOATS:
      return {type: 'floats', value: proto.floats};
    case Type.INTS:
      return {type: 'ints', value: proto.ints.map(narrow)};
    case Type.STRINGS: {
      const value = proto.strings.map(textOf).filter((text) => text !== undefined);
      return value.length === proto.strings.length ? {type: 'strings', value} : undefined;
    }
    case Type.TENSORS:
      if (!proto.tensors.every(isKnownTensor)) return undefined;
      return {type: 'tensors', value: proto.tensors.map((tensor) => decodeTensor(tensor, false))};
    case Type.GRAPHS:
      return {type: 'graphs', value: proto.graphs.map(decodeGraph)};
    default:
      return undefined;
  }
}

/** int64 as a number where that is exact. */
function narrow(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
