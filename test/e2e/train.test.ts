// What `ingot train` makes and says, through the command line.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {hashFile} from '../../src/core/index.js';
import {readModel} from '../../src/onnx/index.js';
import {readSignature} from '../../src/prepare/index.js';
import type {Manifest, TrainResult} from '../../src/train/index.js';
import {ingot, ingotJson, removeFolders, succeed, temporaryFolder} from '../support/cli.js';
import {classification, regression, type Pipeline} from '../support/pipeline.js';

describe('ingot train', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await classification();
  });
  after(removeFolders);
  const data = (): string[] => [pipeline.path('model.onnx'), '--data', pipeline.path('train.arrow')];
  const valid = (): string[] => ['--valid', pipeline.path('data/valid.arrow')];
  const manifestOf = (run: string): Manifest =>
    JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as Manifest;

  it('leaves a run folder whose manifest names the hashes of its files and no absolute path', async () => {
    const cwd = temporaryFolder();
    const words = ['train', ...data(), ...valid(), '--out', 'runs/first', '--epochs', '3', '--threads', '1'];
    const result = await ingotJson<TrainResult>(words, {cwd});
    const run = join(cwd, 'runs/first');
    expect(readdirSync(run).sort()).to.deep.equal([
      'checkpoints',
      'config.yaml',
      'example.json',
      'manifest.json',
      'metrics.json',
      'metrics.jsonl',
      'model.onnx',
    ]);
    const manifest = manifestOf(run);
    for (const [name, sha256] of Object.entries(manifest.files))
      expect(await hashFile(join(run, name))).to.equal(sha256);
    expect(Object.keys(manifest.files)).to.include.members(['model.onnx', 'config.yaml', 'metrics.jsonl']);
    const text = readFileSync(join(run, 'manifest.json'), 'utf8') + readFileSync(join(run, 'config.yaml'), 'utf8');
    expect(text).to.not.match(/"\/|: \/|=\//);
    expect(manifest).to.include({device: 'cpu', threads: 1, seed: 0});
    expect(manifest.data).to.include({rows: 624});
    expect(manifest.data.sha256).to.equal(await hashFile(pipeline.path('train.arrow')));
    expect(manifest.result).to.deep.include({exitStatus: 0, reason: 'epochs', epochs: 3, validLoss: result.validLoss});
    expect(manifest.peakMemoryBytes).to.be.above(1e7);
    expect(manifest.result.steps).to.equal(3 * Math.ceil(624 / 32));
  });

  it('keeps the graph of the model, changes its weights, and names its parents', async () => {
    const run = temporaryFolder();
    await succeed(['train', ...data(), '--out', run, '--epochs', '1']);
    const before = await readModel(pipeline.path('model.onnx'));
    const after = await readModel(join(run, 'model.onnx'));
    expect(after.graph.nodes).to.deep.equal(before.graph.nodes);
    expect(after.graph.inputs).to.deep.equal(before.graph.inputs);
    const changed = [...before.graph.initializers].filter(
      ([name, tensor]) => !Buffer.from(bytesOf(tensor.data)).equals(bytesOf(after.graph.initializers.get(name)?.data)),
    );
    expect(changed.map(([name]) => name).filter((name) => !/^(dense|embedding)_/.test(name))).to.deep.equal([]);
    expect(changed).to.not.be.empty;
    expect(readSignature(after).parents).to.deep.equal({
      ...readSignature(before).parents,
      data: await hashFile(pipeline.path('train.arrow')),
      model: await hashFile(pipeline.path('model.onnx')),
    });
  });

  it('says how many rows it leaves out because they lack a value the model needs', async () => {
    const cwd = temporaryFolder();
    const rows = Array.from({length: 40}, (_, i) => `${i % 4 === 0 ? '' : String(i)},${i % 2 ? 'a' : 'b'}`).join('\n');
    writeFileSync(join(cwd, 'rows.csv'), `x,y\n${rows}\n`);
    const steps = [
      ['data', 'import', 'rows.csv', '--target', 'y', '-o', 'raw.arrow'],
      ['data', 'normalize', 'raw.arrow', '--no-impute', '-o', 'train.arrow'],
      ['model', 'init', 'mlp', '--data', 'train.arrow', '--hidden', '2', '-o', 'model.onnx'],
    ];
    for (const words of steps) expect((await ingot(words, {cwd})).status).to.equal(0);
    const {status, stderr} = await ingot(
      ['train', 'model.onnx', '--data', 'train.arrow', '--valid', 'raw.arrow', '--out', 'run', '--epochs', '1'],
      {cwd},
    );
    expect(status).to.equal(0);
    expect(stderr).to.include('10 rows to train on lack a value the model needs');
    expect(stderr).to.include('10 rows to validate on lack a value the model needs');
  });

  it('gives equal bytes for equal words, and others for another seed', async () => {
    const hashes: string[] = [];
    for (const seed of ['1', '1', '2']) {
      const run = temporaryFolder();
      await succeed(['train', ...data(), ...valid(), '--out', run, '--epochs', '2', '--seed', seed]);
      hashes.push(await hashFile(join(run, 'model.onnx')));
    }
    expect(hashes[1]).to.equal(hashes[0]);
    expect(hashes[2]).to.not.equal(hashes[0]);
  });

  it('keeps the weights with the lowest validation loss, and stops when it has not fallen for a while', async () => {
    const run = temporaryFolder();
    const words = ['--epochs', '200', '--patience', '3', '--learning-rate', '0.05', '--batch-size', '16'];
    const result = await ingotJson<TrainResult>(['train', ...data(), ...valid(), '--out', run, ...words]);
    expect(result.reason).to.equal('early-stopping');
    expect(result.epochs).to.equal((result.bestEpoch ?? 0) + 3);
    const {loss} = await ingotJson<{loss: number}>(['eval', run, '--data', pipeline.path('data/valid.arrow')]);
    expect(loss).to.be.closeTo(result.validLoss ?? NaN, 1e-5);
  });

  it('trains without validation rows, and then keeps the last weights', async () => {
    const run = temporaryFolder();
    const result = await ingotJson<TrainResult>(['train', ...data(), '--out', run, '--epochs', '2']);
    expect(result).to.include({validLoss: null, bestEpoch: null, epochs: 2});
    expect((await ingot(['eval', run, '--data', pipeline.path('data/test.arrow')])).status).to.equal(0);
  });

  it('trains a trained model further', async () => {
    const run = temporaryFolder();
    const words = ['--data', pipeline.path('train.arrow'), ...valid(), '--epochs', '3'];
    const first = manifestOf(pipeline.path('run')).result.validLoss ?? NaN;
    const result = await ingotJson<TrainResult>(['train', pipeline.path('run'), ...words, '--out', run]);
    expect(result.validLoss).to.be.below(first + 0.1);
  });

  it('trains on raw rows as on the same rows normalized before: the same bytes', async () => {
    const hashes: string[] = [];
    for (const file of ['train.arrow', 'data/train.arrow']) {
      const run = temporaryFolder();
      const words = [pipeline.path('model.onnx'), '--data', pipeline.path(file), '--out', run, '--epochs', '2'];
      await succeed(['train', ...words]);
      const [last] = readdirSync(join(run, 'checkpoints')).reverse();
      const {graph} = await readModel(join(run, 'checkpoints', last ?? ''));
      hashes.push(
        JSON.stringify([...graph.initializers].map(([name, {data: values}]) => [name, [...(values as Float32Array)]])),
      );
    }
    expect(hashes[1]).to.equal(hashes[0]);
  });

  it('takes rows from a pipe', async () => {
    const run = temporaryFolder();
    const {stdoutBytes: input} = await ingot(['data', 'convert', pipeline.path('train.arrow'), '-o', '-']);
    const words = ['train', pipeline.path('model.onnx'), '--data', '-', '--out', run, '--epochs', '1'];
    expect((await ingot(words, {input})).status).to.equal(0);
    expect(manifestOf(run).data).to.deep.include({paths: ['-'], rows: 624});
  });

  for (const words of [
    [
      '--optimizer',
      'sgd',
      '--momentum',
      '0.9',
      '--learning-rate',
      '0.05',
      '--schedule',
      'cosine',
      '--warmup-steps',
      '5',
    ],
    ['--optimizer', 'adamw', '--weight-decay', '0.1', '--l1', '0.001', '--l2', '0.01', '--clip-norm', '0.5'],
  ])
    it(`lowers the loss with ${words.join(' ')}`, async () => {
      const run = temporaryFolder();
      const result = await ingotJson<TrainResult>(['train', ...data(), '--out', run, '--epochs', '8', ...words]);
      const [first] = readFileSync(join(run, 'metrics.jsonl'), 'utf8').split('\n');
      expect(result.trainLoss).to.be.below((JSON.parse(first ?? '') as {trainLoss: number}).trainLoss);
    });

  it('validates regression in the units of the target', async () => {
    const housing = await regression();
    const run = temporaryFolder();
    const words = [housing.path('model.onnx'), '--data', housing.path('train.arrow')];
    const options = ['--valid', housing.path('data/valid.arrow'), '--epochs', '2', '--out', run];
    const result = await ingotJson<TrainResult>(['train', ...words, ...options]);
    expect(result.validMetrics['rmse']).to.be.within(30_000, 150_000);
    const evaluated = await ingotJson<{metrics: {rmse: {value: number}}}>([
      'eval',
      run,
      '--data',
      housing.path('data/valid.arrow'),
    ]);
    expect(evaluated.metrics.rmse.value).to.be.closeTo(result.validMetrics['rmse'] ?? NaN, 1);
  });
});

function bytesOf(values: unknown): Uint8Array {
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.from(JSON.stringify(values));
}
