import {create, toBinary, type MessageInitShape} from '@bufbuild/protobuf';
import {expect} from 'chai';
import {ModelProtoSchema, type TensorProtoSchema} from '../../src/onnx/generated/onnx_pb.js';
import {decodeModel, encodeModel, extractSubgraph, makeModel, type Graph} from '../../src/onnx/index.js';
import {errorOf} from '../support/error-of.js';

function modelWith(tensor: MessageInitShape<typeof TensorProtoSchema>): Uint8Array {
  const node = {
    opType: 'Constant',
    output: ['c'],
    attribute: [{name: 'value', type: 4, t: {dataType: 27, dims: [1n]}}],
  };
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {irVersion: 8n, graph: {name: 'g', node: [node], initializer: [{name: 'w', ...tensor}]}}),
  );
}

describe('damaged tensors', () => {
  const cases = [
    {
      name: 'text that is not UTF-8',
      tensor: {dataType: 8, dims: [1n], stringData: [Uint8Array.of(0xff)]},
      code: 'MODEL_CORRUPT',
      message: "Tensor 'w': expected UTF-8 text, but string 0 is not.",
    },
    {
      name: 'half an element',
      tensor: {dataType: 1, dims: [1n], rawData: Uint8Array.of(1, 2)},
      code: 'MODEL_CORRUPT',
      message: "Tensor 'w': 2 bytes are not whole float32 elements.",
    },
    {
      name: 'too few elements',
      tensor: {dataType: 1, dims: [2n, 2n], floatData: [1, 2]},
      code: 'MODEL_CORRUPT',
      message: "Tensor 'w': expected 4 entries for float32[2,2], found 2.",
    },
    {
      name: 'an element type of a later version',
      tensor: {dataType: 27, dims: [1n], int32Data: [1]},
      code: 'MODEL_UNSUPPORTED',
      message: "Tensor 'w' has element type code 27, which ingot does not know.",
    },
  ];
  for (const {name, tensor, code, message} of cases)
    it(`refuses ${name}`, () => {
      expect(errorOf(() => decodeModel(modelWith(tensor)))).to.include({code, exitStatus: 3, message});
    });

  it('refuses two initializers of one name', () => {
    const proto = create(ModelProtoSchema, {
      irVersion: 8n,
      graph: {name: 'g', initializer: [0, 1].map(() => ({name: 'w', dataType: 1, dims: [0n]}))},
    });
    const error = errorOf(() => decodeModel(toBinary(ModelProtoSchema, proto)));
    expect(error.message).to.equal("Graph 'g': two initializers are named 'w'.");
  });

  it('carries a tensor attribute of a type it does not know', () => {
    const model = decodeModel(modelWith({dataType: 1, dims: [0n]}));
    expect(model.graph.nodes[0]?.attributes['value']?.type).to.equal('opaque');
    expect(decodeModel(encodeModel(model))).to.deep.equal(model);
  });

  it('gives no subgraph at a value whose type nobody knows', () => {
    const {graph} = decodeModel(modelWith({dataType: 1, dims: [0n]}));
    expect(errorOf(() => extractSubgraph(graph, [], ['c'])).message).to.equal(
      "Graph 'g': expected a tensor 'c' of known type, but found none.",
    );
    const weightOnly: Graph = {...graph, values: new Map()};
    expect(extractSubgraph(weightOnly, [], ['w']).outputs).to.deep.equal([{name: 'w', dtype: 'float32', shape: [0]}]);
  });

  it('states the opset of every domain its nodes use, inner graphs included', () => {
    const inner: Graph = {name: 'i', inputs: [], outputs: [], nodes: [], initializers: new Map(), values: new Map()};
    const nodeOf = (domain: string) => ({opType: 'X', domain, name: '', inputs: [], outputs: [], attributes: {}});
    const body: Graph = {...inner, nodes: [nodeOf('ai.onnx.ml')]};
    const loop = {
      ...nodeOf(''),
      attributes: {
        body: {type: 'graph', value: body},
        more: {type: 'graphs', value: [{...inner, nodes: [nodeOf('custom')]}]},
      },
    } as const;
    expect(makeModel({graph: {...inner, nodes: [loop]}}).opsets).to.deep.equal({'': 18, 'ai.onnx.ml': 3, custom: 1});
    expect(makeModel({graph: inner, opsets: {'': 20}}).opsets).to.deep.equal({'': 20});
  });
});
