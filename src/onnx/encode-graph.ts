// Graph → GraphProto. The same graph always gives the same message: attributes are in order of their names.
import {GraphProtoSchema, NodeProtoSchema, type GraphProto, type NodeProto} from './generated/onnx_pb.js';
import {impliedValues} from './decode-graph.js';
import {encodeAttributes} from './encode-attributes.js';
import {startWith} from './rest.js';
import {encodeTensor} from './tensor-codec.js';
import type {Graph, Node, Value} from './types.js';
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

export function encodeNode(node: Node): NodeProto {
  const proto = startWith(NodeProtoSchema, node);
  proto.input = [...node.inputs];
  proto.output = [...node.outputs];
  if (node.name !== '') proto.name = node.name;
  proto.opType = node.opType;
  if (node.domain !== '') proto.domain = node.domain;
  if (node.overload !== undefined) proto.overload = node.overload;
  proto.attribute = encodeAttributes(node.attributes);
  return proto;
}
