import {readdirSync, readFileSync} from 'node:fs';
import {fromBinary, toJson} from '@bufbuild/protobuf';
import {expect} from 'chai';
import fc from 'fast-check';
import {ModelProtoSchema} from '../../src/onnx/generated/onnx_pb.js';
import {decodeModel, encodeModel, type Model} from '../../src/onnx/index.js';
import {anyModel} from '../support/any-model.js';
import {errorOf} from '../support/error-of.js';

const folder = new URL('../../fixtures/onnx/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
const bytesOf = (name: string): Uint8Array => readFileSync(new URL(name, folder));

describe('codec', () => {
  for (const name of names)
    it(`reads back what it wrote: ${name}`, () => {
      const model = decodeModel(bytesOf(name));
      const written = encodeModel(model);
      expect(decodeModel(written)).to.deep.equal(model);
      expect(Buffer.compare(encodeModel(decodeModel(written)), written)).to.equal(0);
    });

  // Only these store all numbers as raw data and write no empty names: the others change in that.
  for (const name of ['kitchen-sink.onnx', 'node-if-opt.onnx', 'external.onnx'])
    it(`loses no field of ${name}, not even those of later versions`, () => {
      const before = fromBinary(ModelProtoSchema, bytesOf(name));
      for (const node of before.graph?.node ?? []) node.attribute.sort((a, b) => (a.name < b.name ? -1 : 1));
      const after = fromBinary(ModelProtoSchema, encodeModel(decodeModel(bytesOf(name))));
      expect(toJson(ModelProtoSchema, after)).to.deep.equal(toJson(ModelProtoSchema, before));
      expect(after.$unknown?.map(({no}) => no)).to.deep.equal(before.$unknown?.map(({no}) => no));
    });

  it('decodes the encoding of any model to the same model', () => {
    fc.assert(
      fc.property(anyModel(), (model) => {
        expect(decodeModel(encodeModel(model))).to.deep.equal(model);
      }),
    );
  });

  it('gives equal bytes for equal models, whatever order their records were filled in', () => {
    fc.assert(
      fc.property(anyModel(), (model) => {
        expect(Buffer.compare(encodeModel(reversed(model)), encodeModel(model))).to.equal(0);
      }),
    );
  });

  it('shares no memory with the bytes it was given', () => {
    const bytes = Uint8Array.from(bytesOf('every-dtype.onnx'));
    const model = decodeModel(bytes);
    const before = structuredClone(model);
    bytes.fill(0);
    expect(model).to.deep.equal(before);
  });

  it('never takes a cut file for a whole one, except where only whole fields are missing', () => {
    const bytes = bytesOf('node-loop11.onnx');
    const fieldEnds = topLevelFieldEnds(bytes);
    for (let length = 0; length < bytes.length; length += 1) {
      if (fieldEnds.has(length)) continue;
      const error = errorOf(() => decodeModel(bytes.subarray(0, length)));
      expect(error.code, `cut at ${String(length)}`).to.equal('MODEL_CORRUPT');
    }
  });

  it('answers any bytes with a model or MODEL_CORRUPT, MODEL_INVALID, MODEL_UNSUPPORTED', () => {
    const sample = bytesOf('kitchen-sink.onnx');
    const damaged = fc
      .array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), {minLength: 1, maxLength: 4})
      .map((changes) => {
        const copy = Uint8Array.from(sample);
        for (const [position, byte] of changes) copy[position] = byte;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array()), (bytes) => {
        const error = errorOf(() => decodeModel(bytes), true);
        expect([undefined, 'MODEL_CORRUPT', 'MODEL_INVALID', 'MODEL_UNSUPPORTED']).to.include(error?.code);
      }),
    );
  });

  const refused = [
    {name: 'nothing', bytes: new Uint8Array()},
    {name: 'text', bytes: Buffer.from('id,name\n1,a\n')},
    {name: 'a message without a graph', bytes: Uint8Array.of(8, 8)},
  ];
  for (const {name, bytes} of refused)
    it(`refuses ${name}`, () => {
      const error = errorOf(() => decodeModel(bytes));
      expect(error).to.include({code: 'MODEL_CORRUPT', exitStatus: 3});
    });

  it('takes ai.onnx as the name of the standard domain', () => {
    const model = decodeModel(bytesOf('node-scan-sum.onnx'));
    const renamed = decodeModel(encodeModel({...model, opsets: {'ai.onnx': 9}}));
    expect(renamed.opsets).to.deep.equal({'': 9});
  });
});

/** The same model with its records filled in the opposite order. */
function reversed(model: Model): Model {
  const turn = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).reverse());
  const nodes = model.graph.nodes.map((node) => ({...node, attributes: turn(node.attributes)}));
  return {...model, opsets: turn(model.opsets), metadata: turn(model.metadata), graph: {...model.graph, nodes}};
}

function topLevelFieldEnds(bytes: Uint8Array): ReadonlySet<number> {
  const ends = new Set<number>();
  let position = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position] ?? 0;
      position += 1;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (position < bytes.length) {
    const wireType = varint() & 7;
    const value = varint();
    if (wireType === 2) position += value;
    ends.add(position);
  }
  return ends;
}
