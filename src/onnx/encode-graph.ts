// Graph → GraphProto. The same graph always gives the same message: attributes are in order of their names.
import {create, fromBinary} from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
} from './generated/onnx_pb.js';
import {impliedValues} from './decode-graph.js';
import {startWith} from './rest.js';
import {encodeTensor} from './tensor-codec.js';
import type {Attribute, Graph, Node, Value} from './types.js';
import {encodeValue} from './value-codec.js';

export function encodeGraph(graph: Graph): GraphProto {
  const proto = startWith(GraphProtoSchema, graph);
  const implied = impliedValues(graph);
  const said = ({name, dtype, shape}: Value): string => JSON.stringify([name, dtype, shape]);
  proto.name = graph.name;
  proto.node = graph.nodes.map(encodeNode);
  proto.initializer = [...graph.initializers].map(([name, tensor]) => encodeTensor(tensor, name));
  proto.input = graph.inputs.map(encodeValue);
  proto.output = graph.outputs.map(encodeValue);
  proto.valueInfo = [...graph.values]
    .filter(([name, value]) => {
      const known = implied.get(name);
      return known === undefined || (known !== value && (said(known) !== said(value) || value.rest !== undefined));
    })
    .map(([, value]) => encodeValue(value));
  return proto;
}

function encodeNode(node: Node): NodeProto {
  const proto = startWith(NodeProtoSchema, node);
  proto.input = [...node.inputs];
  proto.output = [...node.outputs];
  if (node.name !== '') proto.name = node.name;
  proto.opType = node.opType;
  if (node.domain !== '') proto.domain = node.domain;
  proto.attribute = Object.keys(node.attributes)
    .sort()
    .flatMap((name) => {
      const attribute = node.attributes[name];
      return attribute ? [encodeAttribute(name, attribute)] : [];
    });
  return proto;
}

function encodeAttribute(name: string, attribute: Attribute): AttributeProto {
  if (attribute.type === 'opaque') return fromBinary(AttributeProtoSchema, attribute.value);
  const proto = startWith(AttributeProtoSchema, attribute);
  const content = encodeContent(attribute);
  Object.assign(proto, create(AttributeProtoSchema, {...content, name}));
  return proto;
}

const utf8 = new TextEncoder();

function encodeContent(attribute: Exclude<Attribute, {type: 'opaque'}>): Partial<Omit<AttributeProto, '$typeName'>> {
  switch (attribute.type) {
    case 'float':
      return {type: Type.FLOAT, f: attribute.value};
    case 'int':
      return {type: Type.INT, i: BigInt(attribute.value)};
    case 'string':
      return {type: Type.STRING, s: utf8.encode(attribute.value)};
    case 'tensor':
      return {type: Type.TENSOR, t: encodeTensor(attribute.value)};
    case 'graph':
      return {type: Type.GRAPH, g: encodeGraph(attribute.value)};
    case 'floats':
      return {type: Type.FLOATS, floats: [...attribute.value]};
    case 'ints':
      return {type: Type.INTS, ints: attribute.value.map(BigInt)};
    case 'strings':
      return {type: Type.STRINGS, strings: attribute.value.map((text) => utf8.encode(text))};
    case 'tensors':
      return {type: Type.TENSORS, tensors: attribute.value.map((tensor) => encodeTensor(tensor))};
    case 'graphs':
      return {type: Type.GRAPHS, graphs: attribute.value.map(encodeGraph)};
  }
}
