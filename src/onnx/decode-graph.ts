// GraphProto → Graph, with nodes, attributes and the graphs inside them.
import {toBinary} from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
} from './generated/onnx_pb.js';
import {onnxError} from './errors.js';
import {restOf} from './rest.js';
import {decodeTensor, isKnownTensor, textOf} from './tensor-codec.js';
import type {Attribute, Graph, Node, Tensor, Value} from './types.js';
import {decodeValue} from './value-codec.js';

const GRAPH_FIELDS = new Set(['name', 'node', 'initializer', 'input', 'output', 'valueInfo']);
const NODE_FIELDS = new Set(['name', 'opType', 'domain', 'input', 'output', 'attribute']);

/** `ai.onnx` is another spelling of the standard domain. */
export function normalDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

export function decodeGraph(proto: GraphProto): Graph {
  const initializers = new Map<string, Tensor>();
  for (const tensor of proto.initializer) {
    if (initializers.has(tensor.name))
      throw onnxError('MODEL_INVALID', `Graph '${proto.name}': two initializers are named '${tensor.name}'.`);
    initializers.set(tensor.name, decodeTensor(tensor, true));
  }
  const inputs = proto.input.map(decodeValue);
  const outputs = proto.output.map(decodeValue);
  const values = impliedValues({initializers, inputs, outputs});
  for (const value of proto.valueInfo) values.set(value.name, decodeValue(value));
  return {
    name: proto.name,
    inputs,
    outputs,
    nodes: proto.node.map(decodeNode),
    initializers,
    values,
    ...restOf(GraphProtoSchema, proto, GRAPH_FIELDS),
  };
}

/** The types that a graph states outside its list of inner values. */
export function impliedValues(graph: Pick<Graph, 'initializers' | 'inputs' | 'outputs'>): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, {dtype, dims}] of graph.initializers) values.set(name, {name, dtype, shape: dims});
  for (const value of [...graph.outputs, ...graph.inputs]) values.set(value.name, value);
  return values;
}

function decodeNode(proto: NodeProto): Node {
  return {
    opType: proto.opType,
    domain: normalDomain(proto.domain),
    name: proto.name,
    inputs: proto.input,
    outputs: proto.output,
    attributes: Object.fromEntries(proto.attribute.map((attribute) => [attribute.name, decodeAttribute(attribute)])),
    ...restOf(NodeProtoSchema, proto, NODE_FIELDS),
  };
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

function decodeAttribute(proto: AttributeProto): Attribute {
  const attribute = proto.refAttrName === '' ? interpretAttribute(proto) : undefined;
  if (!attribute || attribute.type === 'opaque') return {type: 'opaque', value: toBinary(AttributeProtoSchema, proto)};
  const fields = new Set(['name', 'type', SINGLE_FIELDS[attribute.type]]);
  return {...attribute, ...restOf(AttributeProtoSchema, proto, fields)};
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
