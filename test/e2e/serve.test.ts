// A server as people run it: a process, signals, its last words.
import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import {expect} from 'chai';
import {BIN, ingot, removeFolders, temporaryFolder} from '../support/cli.js';
import {writeLinearModel, writeSlowModel} from '../serve/tiny-model.js';

interface Running {
  readonly process: ChildProcess;
  readonly address: string;
  readonly ended: Promise<{status: number | null; stdout: string; stderr: string}>;
}

describe('ingot serve', () => {
  let folder: string;
  const running: Running[] = [];
  before(async () => {
    folder = temporaryFolder();
    await writeLinearModel(join(folder, 'linear.onnx'));
    await writeSlowModel(join(folder, 'slow.onnx'));
  });
  after(removeFolders);
  afterEach(() => {
    for (const {process: child} of running.splice(0)) child.kill('SIGKILL');
  });

  async function start(model: string, ...words: string[]): Promise<Running> {
    const child = spawn(
      process.execPath,
      [BIN, 'serve', join(folder, model), '--port', '0', '--device', 'cpu', ...words],
      {
        env: {...process.env, NODE_OPTIONS: '', CI: '1'},
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    const ended = once(child, 'close').then(([status]) => ({status: status as number | null, stdout, stderr}));
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        stdout += String(chunk);
        const match = /http:\/\/[\d.:]+/.exec(stdout);
        if (match) resolve(match[0]);
      });
      void ended.then(() => reject(new Error(`the server ended before it listened: ${stderr}`)));
    });
    const server = {process: child, address, ended};
    running.push(server);
    return server;
  }
  const predict = async (address: string, name: string, rows: unknown[]): Promise<{status: number; body: unknown}> => {
    const response = await fetch(`${address}/v1/models/${name}/predict`, {
      method: 'POST',
      body: JSON.stringify({rows}),
    });
    return {status: response.status, body: await response.json()};
  };

  it('prints the port it got, answers, and ends with 0 on SIGTERM', async () => {
    const {process: child, address, ended} = await start('linear.onnx', '--name', 'line');
    expect(await predict(address, 'line', [{a: 1, b: 2}])).to.deep.equal({
      status: 200,
      body: {predictions: [{prediction: 4}]},
    });
    child.kill('SIGTERM');
    const {status, stdout, stderr} = await ended;
    expect(status).to.equal(0);
    expect(stdout).to.include(`Serving line (cpu) at ${address}`);
    expect(stderr).to.include('SIGTERM');
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`loses no accepted request when ${signal} comes under load`, async function () {
      this.timeout(60_000);
      const {process: child, address, ended} = await start('slow.onnx', '--max-batch-size', '4');
      await predict(address, 'slow', [{a: 0, b: 0}]);
      const requests = Array.from({length: 60}, (_, b) => predict(address, 'slow', [{a: 1, b}]));
      // By the first answer all of them have a connection and most still wait for their turn.
      await Promise.race(requests);
      child.kill(signal);
      const answers = await Promise.all(requests);
      answers.forEach(({status, body}, b) => {
        expect(status).to.equal(200);
        const {predictions} = body as {predictions: [{prediction: number}]};
        expect(predictions[0].prediction).to.be.closeTo(b + 2, 1e-4); // float64 sums of 1500 terms, read as float32
      });
      expect((await ended).status).to.equal(0);
    });

  it('resets no connection when SIGTERM meets a burst of new ones: each is answered or refused', async function () {
    this.timeout(60_000);
    const {process: child, address, ended} = await start('linear.onnx');
    await predict(address, 'linear', [{a: 0, b: 0}]);
    const burst = Array.from({length: 200}, (_, b) =>
      predict(address, 'linear', [{a: 1, b}]).then(
        ({status}) => String(status),
        (error: unknown) => (error as {cause?: {code?: string}}).cause?.code ?? 'failed',
      ),
    );
    // So long that their connections are begun, and so short that the server has not seen all of them.
    await new Promise((done) => setTimeout(done, 3));
    child.kill('SIGTERM');
    const outcomes = new Set(await Promise.all(burst));
    expect([...outcomes].filter((outcome) => outcome !== '200' && outcome !== 'ECONNREFUSED')).to.deep.equal([]);
    expect((await ended).status).to.equal(0);
  });

  it('refuses new connections while it answers the last requests', async function () {
    this.timeout(60_000);
    const {process: child, address, ended} = await start('slow.onnx', '--max-batch-size', '1');
    await predict(address, 'slow', [{a: 0, b: 0}]);
    const requests = Array.from({length: 40}, (_, b) => predict(address, 'slow', [{a: 1, b}]));
    await Promise.race(requests);
    child.kill('SIGTERM');
    await once(child.stderr!, 'data');
    const refusal = await new Promise<string>((resolve) => {
      const attempt = (): void => {
        // A fresh connection each time: fetch would reuse an open one.
        const probe = spawn(process.execPath, [
          '-e',
          `fetch('${address}/v2').then(() => process.exit(1), (e) => console.log(e.cause.code))`,
        ]);
        let out = '';
        probe.stdout.on('data', (chunk) => (out += String(chunk)));
        probe.on('close', (status) => (status === 1 ? attempt() : resolve(out.trim())));
      };
      attempt();
    });
    expect(refusal).to.equal('ECONNREFUSED');
    for (const {status} of await Promise.all(requests)) expect(status).to.equal(200);
    expect((await ended).status).to.equal(0);
  });

  it('ends with 6 and PORT_IN_USE when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const {port} = other.address() as AddressInfo;
    const {status, stderr} = await ingot([
      'serve',
      join(folder, 'linear.onnx'),
      '--port',
      String(port),
      '--device',
      'cpu',
    ]);
    other.close();
    expect(status).to.equal(6);
    expect(stderr).to.include('PORT_IN_USE').and.to.include('--port 0');
  });

  const refused = [
    {name: 'a missing model', words: ['none.onnx'], status: 4},
    {name: 'a file that is no model', words: [BIN], status: 3},
    {name: 'a port that is none', words: ['linear.onnx', '--port', '70000'], status: 2},
    {name: 'an unknown device', words: ['linear.onnx', '--device', 'tpu'], status: 2},
  ];
  for (const {name, words, status} of refused)
    it(`ends with ${String(status)} for ${name}, and one JSON object under --json`, async () => {
      const result = await ingot(['serve', ...words, '--json'], {cwd: folder});
      expect(result.status).to.equal(status);
      expect(JSON.parse(result.stdout)).to.have.nested.property('error');
    });
});
