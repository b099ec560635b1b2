import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect} from 'chai';
import type {Tensor} from '../../src/onnx/index.js';
import {createSession, defaultThreads} from '../../src/runtime/index.js';
import {rejectionOf} from '../support/error-of.js';
import {tinyModel} from '../support/tiny-model.js';

const vector = (...values: number[]): Tensor => ({
  dtype: 'float32',
  dims: [values.length],
  data: Float32Array.from(values),
});

describe('createSession', () => {
  const tensors: Tensor[] = [
    {dtype: 'float32', dims: [3], data: Float32Array.of(0.1, -0, NaN)},
    {dtype: 'float64', dims: [2], data: Float64Array.of(0.1, -1e300)},
    {dtype: 'float16', dims: [2], data: Uint16Array.of(0x3800, 0xfbff)},
    {dtype: 'int8', dims: [2], data: Int8Array.of(-128, 127)},
    {dtype: 'int16', dims: [2], data: Int16Array.of(-32768, 32767)},
    {dtype: 'int32', dims: [2], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1)},
    {dtype: 'int64', dims: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n)},
    {dtype: 'uint8', dims: [2], data: Uint8Array.of(0, 255)},
    {dtype: 'uint16', dims: [2], data: Uint16Array.of(0, 65535)},
    {dtype: 'uint32', dims: [2], data: Uint32Array.of(0, 2 ** 32 - 1)},
    {dtype: 'uint64', dims: [2], data: BigUint64Array.of(0n, 2n ** 64n - 1n)},
    {dtype: 'bool', dims: [3], data: Uint8Array.of(1, 0, 1)},
    {dtype: 'string', dims: [3], data: ['', 'é', 'a\nb']},
    {dtype: 'float32', dims: [0], data: new Float32Array(0)},
  ];
  for (const x of tensors)
    it(`gives back ${x.dtype}[${x.dims.join()}] as it was fed`, async () => {
      const session = await createSession(tinyModel({dtype: x.dtype}), {threads: 1});
      const {y} = await session.run({x});
      await session.close();
      expect(y).to.deep.equal(x);
    });

  it('says what it takes and gives, with symbols and unknown sizes', async () => {
    const session = await createSession(tinyModel({shape: ['batch', 3, '']}), {threads: 1});
    expect(session.inputs).to.deep.equal([{name: 'x', dtype: 'float32', shape: ['batch', 3, '']}]);
    expect(session.outputs.map(({name}) => name)).to.deep.equal(['y']);
    expect(session.provider).to.equal('cpu');
    await session.close();
  });

  it('loads from a path as from bytes', async () => {
    const path = fileURLToPath(new URL('../../fixtures/onnx/external.onnx', import.meta.url));
    const session = await createSession(path, {threads: 1});
    const {y} = await session.run({x: {dtype: 'float32', dims: [1, 2], data: Float32Array.of(1, 1)}}, ['y']);
    await session.close();
    expect(y?.data).to.deep.equal(Float32Array.of(3, 5, 7));
  });

  it('fed a view of a larger array, reads that view only', async () => {
    const session = await createSession(tinyModel(), {threads: 1});
    const {y} = await session.run({x: {dtype: 'float32', dims: [2], data: Float32Array.of(1, 2, 3, 4).subarray(1, 3)}});
    await session.close();
    expect(y?.data).to.deep.equal(Float32Array.of(2, 3));
  });

  describe('refuses a feed', () => {
    const wrong: {name: string; feeds: Record<string, Tensor>; message: RegExp; hint?: string}[] = [
      {name: 'that is missing', feeds: {}, message: /tensor for input 'x', but none was fed/, hint: 'Fed: nothing.'},
      {
        name: 'the model does not know',
        feeds: {x: vector(1), xx: vector(1)},
        message: /no input 'xx'/,
        hint: "Did you mean 'x'?",
      },
      {
        name: 'of another dtype',
        feeds: {x: {dtype: 'int32', dims: [1], data: Int32Array.of(1)}},
        message: /expected float32, got int32/,
      },
      {
        name: 'that does not fill its dims',
        feeds: {x: {dtype: 'float32', dims: [2], data: Float32Array.of(1)}},
        message: /expected 2 elements for \[2\], got 1/,
      },
      {
        name: 'of another rank',
        feeds: {x: {dtype: 'float32', dims: [1, 1], data: Float32Array.of(1)}},
        message: /Invalid rank for input: x Got: 2 Expected: 1/,
      },
    ];
    for (const {name, feeds, message, hint} of wrong)
      it(name, async () => {
        const session = await createSession(tinyModel(), {threads: 1});
        const error = await rejectionOf(session.run(feeds));
        await session.close();
        expect(error).to.include({code: 'RUNTIME_FEED_MISMATCH', exitStatus: 3});
        expect(error.message).to.match(message);
        if (hint !== undefined) expect(error.suggestions).to.include(hint);
      });

    it('with text missing', async () => {
      const session = await createSession(tinyModel({dtype: 'string'}), {threads: 1});
      const data = ['a', null] as unknown as string[];
      const error = await rejectionOf(session.run({x: {dtype: 'string', dims: [2], data}}));
      await session.close();
      expect(error.message).to.equal("Input 'x': expected text, got null at element 1.");
    });
  });

  it('names the node whose computation failed', async () => {
    const session = await createSession(tinyModel({opType: 'Add', weight: [1, 2, 3]}), {threads: 1});
    const error = await rejectionOf(session.run({x: vector(1, 2)}));
    await session.close();
    expect(error).to.include({code: 'RUNTIME_FAILED', exitStatus: 1});
    expect(error.message).to.match(/^Running the model failed in node 'the_node' \(Add\): /);
    expect(error.data).to.deep.equal({node: 'the_node', opType: 'Add'});
  });

  it('refuses an output the model does not have', async () => {
    const session = await createSession(tinyModel(), {threads: 1});
    const error = await rejectionOf(session.run({x: vector(1)}, ['z']));
    await session.close();
    expect(error.message).to.equal("The model has no output 'z'.");
  });

  describe('of files that are no models', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ingot-session-'));
    after(() => {
      rmSync(folder, {recursive: true});
    });
    const files = [
      {name: 'cut', bytes: tinyModel().subarray(0, 60)},
      {name: 'text', bytes: Buffer.from('id,name\n1,a\n')},
      {name: 'empty', bytes: new Uint8Array()},
    ];
    for (const {name, bytes} of files)
      it(`says that a ${name} file is corrupt and names it`, async () => {
        const path = join(folder, `${name}.onnx`);
        writeFileSync(path, bytes);
        const error = await rejectionOf(createSession(path));
        expect(error).to.include({code: 'MODEL_CORRUPT', exitStatus: 3});
        expect(error.message).to.contain(path);
        expect((await rejectionOf(createSession(bytes))).code).to.equal('MODEL_CORRUPT');
      });

    it('says that a file is not there', async () => {
      expect(await rejectionOf(createSession(join(folder, 'absent')))).to.include({
        code: 'FILE_NOT_FOUND',
        exitStatus: 4,
      });
    });
  });

  it('refuses an operator nobody knows, naming it', async () => {
    const error = await rejectionOf(createSession(tinyModel({opType: 'Foo'})));
    expect(error).to.include({code: 'RUNTIME_MODEL_REJECTED', exitStatus: 3});
    expect(error.message).to.contain('Foo');
  });

  it('refuses a model whose inputs are no tensors', async () => {
    const bytes = readFileSync(new URL('../../fixtures/onnx/node-if-opt.onnx', import.meta.url));
    expect((await rejectionOf(createSession(bytes))).code).to.equal('RUNTIME_MODEL_REJECTED');
  });

  it('leaves stderr alone, whatever goes wrong', () => {
    const script = fileURLToPath(new URL('../support/noisy-runs.ts', import.meta.url));
    const {stderr, stdout, status} = spawnSync(process.execPath, ['--import', 'tsx', script], {
      encoding: 'utf8',
      // Its coverage is of another transpilation than ours.
      env: {...process.env, NODE_V8_COVERAGE: ''},
    });
    expect({stderr, status}).to.deep.equal({stderr: '', status: 0});
    // The first line says that the native library was not loaded by importing the layer.
    expect(stdout).to.equal('lazy\nMODEL_CORRUPT\nRUNTIME_MODEL_REJECTED\nRUNTIME_FAILED\n');
  });

  it('uses at least one thread and no more than there are', () => {
    expect(defaultThreads()).to.be.within(1, 1024);
  });
});
