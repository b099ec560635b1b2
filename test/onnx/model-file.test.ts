import {mkdtemp, readdir, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect} from 'chai';
import {hashFile} from '../../src/core/index.js';
import {readModel, writeModel} from '../../src/onnx/index.js';
import {createSession} from '../../src/runtime/index.js';
import {rejectionOf} from '../support/error-of.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/onnx/${name}`, import.meta.url));

describe('model files', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ingot-onnx-'));
  });
  afterEach(() => rm(folder, {recursive: true}));

  it('returns the hash of the file written', async () => {
    const model = await readModel(fixture('kitchen-sink.onnx'));
    const path = join(folder, 'sub', 'model.onnx');
    expect(await writeModel(path, model)).to.equal(await hashFile(path));
    expect(await readModel(path)).to.deep.equal(model);
    expect(await readdir(join(folder, 'sub'))).to.deep.equal(['model.onnx']);
  });

  it('reads weights that lie beside the model', async () => {
    const {graph} = await readModel(fixture('external.onnx'));
    const weight = graph.initializers.get('weight');
    expect(weight).to.deep.equal({dtype: 'float32', dims: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5)});
  });

  it('moves large weights beside the model where one file cannot hold them', async () => {
    const model = await readModel(fixture('external.onnx'));
    const data = Float32Array.from({length: 600}, (_, index) => index);
    const large = {dtype: 'float32', dims: [2, 300], data} as const;
    const bigger = {...model, graph: {...model.graph, initializers: new Map([['weight', large]])}};
    const path = join(folder, 'large.onnx');
    await writeModel(path, bigger, {inlineLimitBytes: 1000});
    expect((await stat(`${path}.data`)).size).to.equal(2400);
    expect((await stat(path)).size).to.be.below(500);
    const {graph} = await readModel(path);
    expect(graph.initializers).to.deep.equal(bigger.graph.initializers);
  });

  it('writes external weights that the runtime reads', async () => {
    const model = await readModel(fixture('external.onnx'));
    const data = Float32Array.from({length: 600}, (_, index) => index);
    const initializers = new Map([['weight', {dtype: 'float32', dims: [2, 300], data} as const]]);
    const outputs = [{name: 'y', dtype: 'float32', shape: ['batch', 300]} as const];
    const path = join(folder, 'large.onnx');
    await writeModel(path, {...model, graph: {...model.graph, initializers, outputs}}, {inlineLimitBytes: 1000});
    const session = await createSession(path, {threads: 1});
    const {y} = await session.run({x: {dtype: 'float32', dims: [1, 2], data: Float32Array.of(0, 1)}});
    await session.close();
    expect(y?.data).to.deep.equal(data.slice(300));
  });

  it('names the file that is no model', async () => {
    const path = join(folder, 'broken.onnx');
    await writeFile(path, 'id,name\n');
    const error = await rejectionOf(readModel(path));
    expect(error).to.include({code: 'MODEL_CORRUPT', exitStatus: 3});
    expect(error.message).to.match(/broken\.onnx: Expected an ONNX model/);
  });

  it('says when the file is not there', async () => {
    expect(await rejectionOf(readModel(join(folder, 'absent.onnx')))).to.include({
      code: 'FILE_NOT_FOUND',
      exitStatus: 4,
    });
  });

  const places = [
    {name: 'leads out of its folder', location: '../secret', code: 'MODEL_INVALID'},
    {name: 'is absolute', location: '/etc/hostname', code: 'MODEL_INVALID'},
    {name: 'is missing', location: 'absent.data', code: 'FILE_NOT_FOUND'},
    {name: 'is too short', location: 'short.data', code: 'MODEL_CORRUPT'},
  ];
  for (const {name, location, code} of places)
    it(`refuses a weight file that ${name}`, async () => {
      await writeFile(join(folder, 'short.data'), Buffer.alloc(8));
      const path = join(folder, 'model.onnx');
      await writeFile(path, modelWithWeightsAt(location));
      expect((await rejectionOf(readModel(path))).code).to.equal(code);
    });
});

/** A model with a float32 weight `[6]` in another file, put together by hand. */
function modelWithWeightsAt(location: string): Uint8Array {
  const field = (number: number, content: Uint8Array | string): Buffer =>
    Buffer.concat([Buffer.of(number * 8 + 2, content.length), Buffer.from(content as string)]);
  const entry = Buffer.concat([field(1, 'location'), field(2, location)]);
  const tensor = Buffer.concat([Buffer.of(8, 6, 16, 1), field(8, 'w'), field(13, entry), Buffer.of(0x70, 1)]);
  const graph = Buffer.concat([field(5, tensor)]);
  return Buffer.concat([Buffer.of(8, 8), field(7, graph), field(8, Buffer.of(16, 18))]);
}
