// Every element type against Python's reading of the same file. @see test/oracle/onnx_codec.py
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {decodeModel, dtypeByCode, encodeModel, makeModel, type Graph, type Tensor} from '../../src/onnx/index.js';
import {errorOf} from '../support/error-of.js';

const root = new URL('../../', import.meta.url);
const {initializers} = decodeModel(readFileSync(new URL('fixtures/onnx/every-dtype.onnx', root))).graph;
const oracle = JSON.parse(readFileSync(new URL('test/oracle/onnx-codec.json', root), 'utf8')) as {
  rawHex: Record<string, string>;
};

function hexOf({data}: Tensor): string {
  const view = data as Uint8Array;
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('hex');
}

function graphWith(tensor: Tensor): Graph {
  const initializers = new Map([['w', tensor]]);
  return {name: 'g', inputs: [], outputs: [], nodes: [], initializers, values: new Map()};
}

describe('tensors', () => {
  for (const [kind, hex] of Object.entries(oracle.rawHex))
    for (const stored of ['typed', 'raw'])
      it(`reads ${kind} stored as ${stored} data`, () => {
        const tensor = initializers.get(`${kind}_${stored}`);
        expect(tensor && hexOf(tensor)).to.equal(hex);
      });

  it('reads text as UTF-8', () => {
    expect(initializers.get('STRING_typed')?.data).to.deep.equal(['', 'é', 'a b']);
  });

  it('knows every element type of the format up to INT2', () => {
    for (let code = 1; code <= 26; code += 1) expect(dtypeByCode(code)?.code).to.equal(code);
    expect(dtypeByCode(0)).to.equal(undefined);
  });

  it('keeps the bits of every NaN and of negative zero', () => {
    const bits = Uint32Array.of(0x7fc00001, 0xffc00000, 0x7f800001, 0x80000000);
    const model = makeModel({graph: graphWith({dtype: 'float32', dims: [4], data: new Float32Array(bits.buffer)})});
    const tensor = decodeModel(encodeModel(model)).graph.initializers.get('w');
    expect(tensor && hexOf(tensor)).to.equal(Buffer.from(bits.buffer).toString('hex'));
  });

  it('writes a view of a larger array as that view only', () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    const model = makeModel({graph: graphWith({dtype: 'float32', dims: [2], data})});
    expect([...(decodeModel(encodeModel(model)).graph.initializers.get('w')?.data as Float32Array)]).to.deep.equal([
      2, 3,
    ]);
  });

  it('refuses to write elements that do not fill the dims, naming the tensor', () => {
    const model = makeModel({graph: graphWith({dtype: 'float32', dims: [2, 2], data: Float32Array.of(1)})});
    const error = errorOf(() => encodeModel(model));
    expect(error.code).to.equal('MODEL_INVALID');
    expect(error.message).to.equal("Tensor 'w': expected 4 entries for float32[2,2], got 1.");
  });
});
