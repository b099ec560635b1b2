// Attributes → AttributeProtos. Attributes and graphs hold each other: this file and encode-graph.ts import each other.
import {create, fromBinary} from '@bufbuild/protobuf';
import {AttributeProto_AttributeType as Type, AttributeProtoSchema, type AttributeProto} from './generated/onnx_pb.js';
import {TYPES_BY_NAME} from './decode-attributes.js';
import {encodeGraph} from './encode-graph.js';
import {startWith} from './rest.js';
import {encodeTensor} from './tensor-codec.js';
import type {Attribute, Attributes} from './types.js';

/** In order of their names. */
export function encodeAttributes(attributes: Attributes): AttributeProto[] {
  return Object.keys(attributes)
    .sort()
    .flatMap((name) => {
      const attribute = attributes[name];
      return attribute ? [encodeAttribute(name, attribute)] : [];
    });
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
    case 'reference':
      return {type: TYPES_BY_NAME[attribute.of], refAttrName: attribute.value};
  }
}
