import {connect, createServer} from 'node:net';
import {join} from 'node:path';
import {expect} from 'chai';
import type {IngotError} from '../../src/core/index.js';
import {modelNameOf, serve, type RunningServer, type ServeOptions} from '../../src/serve/index.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {writeForeignModel, writeLinearModel} from './tiny-model.js';

describe('serve', () => {
  let folder: string;
  let server: RunningServer | undefined;
  before(async () => {
    folder = temporaryFolder();
    await writeLinearModel(join(folder, 'linear.onnx'));
    await writeForeignModel(join(folder, 'foreign.onnx'));
  });
  after(removeFolders);
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function start(options: Partial<ServeOptions> = {}): Promise<RunningServer> {
    server = await serve({modelPath: join(folder, 'linear.onnx'), port: 0, threads: 1, device: 'cpu', ...options});
    return server;
  }
  async function post(path: string, body: unknown): Promise<{status: number; body: Record<string, unknown>}> {
    const response = await fetch(`${server!.address}${path}`, {method: 'POST', body: JSON.stringify(body)});
    return {status: response.status, body: (await response.json()) as Record<string, unknown>};
  }
  const codeOf = async (options: Partial<ServeOptions>): Promise<unknown> =>
    start(options).then(
      () => 'started',
      (error: unknown) => [(error as IngotError).code, (error as IngotError).exitStatus],
    );

  it('answers rows with what the model computes', async () => {
    await start();
    expect(await post('/v1/models/linear/predict', {rows: [{a: 1, b: 2}, {b: 0.5}]})).to.deep.equal({
      status: 200,
      body: {predictions: [{prediction: 4}, {prediction: 20.5}]},
    });
  });

  it('answers tensors with the same numbers as rows', async () => {
    await start();
    const tensor = (name: string, data: unknown[]) => ({name, datatype: 'FP32', shape: [data.length, 1], data});
    const {body} = await post('/v2/models/linear/infer', {inputs: [tensor('a', [1, null]), tensor('b', [2, 0.5])]});
    expect(body['outputs']).to.deep.equal([{name: 'prediction', datatype: 'FP32', shape: [2, 1], data: [4, 20.5]}]);
  });

  it('keeps apart the answers of many requests at once, on several workers', async () => {
    await start({workers: 2, maxBatchRows: 8});
    const numbers = Array.from({length: 200}, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((b) =>
        post('/v1/models/linear/predict', {
          rows: [
            {a: 0, b},
            {a: 1, b},
          ],
        }),
      ),
    );
    numbers.forEach((b, index) =>
      expect(answers[index]?.body).to.deep.equal({predictions: [{prediction: b}, {prediction: b + 2}]}),
    );
    const metrics = await (await fetch(`${server!.address}/metrics`)).text();
    expect(metrics).to.include('ingot_batch_rows_sum 400');
    expect(metrics).to.include('ingot_workers_ready 2');
  });

  it('serves a model that ingot did not make, by tensors', async () => {
    await start({modelPath: join(folder, 'foreign.onnx')});
    expect((await post('/v1/models/foreign/predict', {rows: []})).status).to.equal(501);
    const metadata = (await (await fetch(`${server!.address}/v2/models/foreign`)).json()) as {inputs: unknown};
    expect(metadata.inputs).to.deep.equal([
      {name: 'a', datatype: 'FP64', shape: [-1, 1]},
      {name: 'b', datatype: 'FP64', shape: [-1, 1]},
    ]);
  });

  it('listens on this machine only, on the port it tells', async () => {
    const {address, port, modelName, provider} = await start();
    expect(address).to.equal(`http://127.0.0.1:${String(port)}`);
    expect([modelName, provider]).to.deep.equal(['linear', 'cpu']);
  });

  it('refuses connections once closed, and may be closed twice', async () => {
    const closing = await start();
    await Promise.all([closing.close(), closing.close()]);
    const failure = await fetch(`${closing.address}/v2`).catch((error: unknown) => error as Error);
    expect(failure).to.be.instanceOf(TypeError);
  });

  it('closes although a client never sends the rest of its request', async () => {
    const closing = await start({timeoutMs: 300});
    const client = connect(closing.port, '127.0.0.1');
    const ended = new Promise((resolve) => client.once('close', resolve));
    client.on('error', () => undefined); // a reset is one way to be told to go
    client.write('POST /v1/models/linear/predict HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"rows"');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await closing.close();
    await ended;
  });

  it('is PORT_IN_USE, exit 6, when another program listens there', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const {port} = other.address() as {port: number};
    expect(await codeOf({port})).to.deep.equal(['PORT_IN_USE', 6]);
    other.close();
  });

  const failures: readonly {name: string; options: () => Partial<ServeOptions>; code: [string, number]}[] = [
    {name: 'an address of another machine', options: () => ({host: '192.0.2.1'}), code: ['HOST_UNKNOWN', 2]},
    {name: 'a missing model', options: () => ({modelPath: join(folder, 'none.onnx')}), code: ['MODEL_NOT_FOUND', 4]},
    {name: 'a folder without a model', options: () => ({modelPath: folder}), code: ['MODEL_NOT_FOUND', 4]},
    {name: 'a device nobody knows', options: () => ({device: 'tpu'}), code: ['DEVICE_UNKNOWN', 2]},
  ];
  for (const {name, options, code} of failures)
    it(`refuses ${name} with ${code[0]}`, async () => expect(await codeOf(options())).to.deep.equal(code));
});

describe('modelNameOf', () => {
  const cases = [
    {path: 'housing.onnx', name: 'housing', version: '1'},
    {path: '/data/Housing.v2.onnx', name: 'Housing.v2', version: '1'},
    {path: 'runs/first/model.onnx', name: 'first', version: '1'},
    {path: 'models/housing/3/model.onnx', name: 'housing', version: '3'},
  ];
  for (const {path, name, version} of cases)
    it(`of ${path} is ${name}, version ${version}`, () => expect(modelNameOf(path)).to.deep.equal({name, version}));
});
