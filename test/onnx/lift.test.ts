// Large tensors are not decoded with the rest of the file: the result must be the same as if they were.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {create, toBinary, type MessageInitShape} from '@bufbuild/protobuf';
import {expect} from 'chai';
import {
  AttributeProto_AttributeType as Type,
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProtoSchema,
  type AttributeProtoSchema,
  type NodeProtoSchema,
} from '../../src/onnx/generated/onnx_pb.js';
import {decodeModel, encodeModel, readModel} from '../../src/onnx/index.js';
import {rejectionOf} from '../support/error-of.js';

type TensorInit = MessageInitShape<typeof TensorProtoSchema>;
const COUNT = 700;
const floats = Float32Array.from({length: COUNT}, (_, index) => index / 3);
const doubles = Float64Array.from(floats);
const rawFloats = new Uint8Array(floats.buffer);
const dims = [BigInt(COUNT)];

const tensors: Readonly<Record<string, TensorInit>> = {
  raw: {dims, dataType: 1, rawData: rawFloats},
  floats: {dims, dataType: 1, floatData: [...floats]},
  doubles: {dims, dataType: 11, doubleData: [...doubles]},
  integers: {dims, dataType: 7, int64Data: Array.from(floats, (_, index) => BigInt(index))},
  noted: {dims, dataType: 1, rawData: rawFloats, docString: 'a note', name: 'named'},
  small: {dims: [2n], dataType: 1, rawData: rawFloats.slice(0, 8)},
};

function modelWith(initializer: readonly TensorInit[], node: readonly MessageInitShape<typeof NodeProtoSchema>[] = []) {
  const graph = {name: 'g', initializer: [...initializer], node: [...node]};
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, {irVersion: 8n, graph}));
}

function constant(attribute: MessageInitShape<typeof AttributeProtoSchema>, opType = 'Constant') {
  return {opType, output: ['c'], attribute: [attribute]};
}

describe('large tensors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-lift-'));
  after(() => rmSync(folder, {recursive: true}));
  const fromFile = (bytes: Uint8Array) => {
    const path = join(folder, 'model.onnx');
    writeFileSync(path, bytes);
    return readModel(path);
  };

  const named = Object.entries(tensors).map(([name, tensor]) => ({...tensor, name}));
  const inner = create(GraphProtoSchema, {
    name: 'inner',
    node: [constant({name: 'value', type: Type.TENSOR, t: tensors['raw']!})],
  });
  const models: Readonly<Record<string, Uint8Array>> = {
    'as initializers, however stored': modelWith(named),
    'in attributes': modelWith(
      [],
      [constant({name: 'value', type: Type.TENSOR, t: tensors['noted']!}), {opType: 'Relu'}],
    ),
    'in graphs inside': modelWith([], [{opType: 'A'}, constant({name: 'body', type: Type.GRAPH, g: inner}, 'If')]),
    'of an unknown type': modelWith(
      [],
      [constant({name: 'value', type: Type.TENSOR, t: {...tensors['raw']!, dataType: 99}})],
    ),
  };
  for (const [name, bytes] of Object.entries(models))
    it(`are read from a file as from memory: ${name}`, async () => {
      expect(await fromFile(bytes)).to.deep.equal(decodeModel(bytes));
    });

  it('have buffers of their own, so that one can be sent away without the others', async () => {
    const {graph} = await fromFile(models['as initializers, however stored']!);
    for (const {data} of graph.initializers.values()) {
      const {buffer, byteLength} = data as Float32Array;
      expect(buffer.byteLength).to.equal(byteLength);
    }
  });

  it('are put together where they come in pieces, the last of a field counting', async () => {
    const piece = (tensor: TensorInit): Uint8Array => toBinary(TensorProtoSchema, create(TensorProtoSchema, tensor));
    const zeros = new Uint8Array(rawFloats.length);
    const tensor = Buffer.concat([piece({...tensors['raw']!, rawData: zeros, name: 'w'}), piece({rawData: rawFloats})]);
    const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
    const field = (number: number, content: Uint8Array): Buffer =>
      Buffer.concat([Buffer.of(number * 8 + 2, ...varint(content.length)), content]);
    const {graph} = await fromFile(Buffer.concat([Buffer.of(8, 8), field(7, field(5, tensor))]));
    expect(graph.initializers.get('w')?.data).to.deep.equal(floats);
  });

  it('are written to the bytes that protobuf itself gives', () => {
    const sorted = [tensors['raw'], tensors['small'], tensors['noted']].map((tensor, index) => ({
      ...tensor,
      name: `w${String(index)}`,
    }));
    const bytes = modelWith(sorted);
    expect(Buffer.compare(encodeModel(decodeModel(bytes)), bytes)).to.equal(0);
  });

  it('are refused where floats stand in the field of another type', async () => {
    const error = await rejectionOf(fromFile(modelWith([{...tensors['floats'], dataType: 7, name: 'w'}])));
    expect(error.code).to.equal('MODEL_CORRUPT');
    expect(error.message).to.contain("Tensor 'w'");
  });
});
