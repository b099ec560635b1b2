// GraphProto → Graph, with nodes, attributes and the graphs inside them.
import {GraphProtoSchema, NodeProtoSchema, type GraphProto, type NodeProto} from './generated/onnx_pb.js';
import {decodeAttributes} from './decode-attributes.js';
import {onnxError} from './errors.js';
import {restOf} from './rest.js';
import {decodeTensor} from './tensor-codec.js';
import type {Graph, Node, Tensor, Value} from './types.js';
import {decodeValue} from './value-codec.js';

const GRAPH_FIELDS = new Set(['name', 'node', 'initializer', 'input', 'output', 'valueInfo']);
const NODE_FIELDS = new Set(['name', 'opType', 'domain', 'overload', 'input', 'output', 'attribute']);

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

export function decodeNode(proto: NodeProto): Node {
  return {
    opType: proto.opType,
    domain: normalDomain(proto.domain),
    ...(proto.overload !== '' && {overload: proto.overload}),
    name: proto.name,
    inputs: proto.input,
    outputs: proto.output,
    attributes: decodeAttributes(proto.attribute, `node '${proto.name}' (${proto.opType})`),
    ...restOf(NodeProtoSchema, proto, NODE_FIELDS),
  };
}
