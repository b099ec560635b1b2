// What `ingot train` makes, refuses and says, through the command line.
import {copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {hashFile} from '../../src/core/index.js';
import {readModel} from '../../src/onnx/index.js';
import {readSignature} from '../../src/prepare/index.js';
import type {Manifest, TrainResult} from '../../src/train/index.js';
import {fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
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

  it('replaces a run only with --force, and only what is its own', async () => {
    const run = temporaryFolder();
    await succeed(['train', ...data(), '--out', run, '--epochs', '1']);
    writeFileSync(join(run, 'notes.txt'), 'mine');
    const refused = await ingot(['train', ...data(), '--out', run, '--epochs', '2']);
    expect(refused.status).to.equal(2);
    expect(refused.stderr)
      .to.match(/--resume/)
      .and.to.match(/--force/);
    await succeed(['train', ...data(), '--out', run, '--epochs', '2', '--force']);
    expect(manifestOf(run).result.epochs).to.equal(2);
    expect(readFileSync(join(run, 'notes.txt'), 'utf8')).to.equal('mine');
  });

  it('keeps the run that was to be replaced when the new one cannot begin', async () => {
    const run = temporaryFolder();
    await succeed(['train', ...data(), '--out', run, '--epochs', '1']);
    const before = await hashFile(join(run, 'manifest.json'));
    const words = ['train', pipeline.path('model.onnx'), '--data', 'nowhere.csv', '--out', run, '--force'];
    expect((await ingot(words)).status).to.equal(4);
    expect(await hashFile(join(run, 'manifest.json'))).to.equal(before);
  });

  it('never touches a folder that holds something else, --force or not', async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'thesis'));
    const result = await ingot(['train', ...data(), '--out', out, '--force']);
    expect(result.status).to.equal(2);
    expect(readdirSync(out)).to.deep.equal(['thesis']);
  });

  it('refuses to replace the run whose model it is to train', async () => {
    const run = temporaryFolder();
    copyFileSync(pipeline.path('model.onnx'), join(run, 'model.onnx'));
    writeFileSync(join(run, 'config.yaml'), 'train: {}\n');
    const words = ['train', join(run, 'model.onnx'), '--data', pipeline.path('train.arrow'), '--out', run, '--force'];
    const result = await ingot(words);
    expect(result.status, result.stderr).to.equal(2);
    expect(existsSync(join(run, 'model.onnx'))).to.equal(true);
  });

  it('ends with 6 when the rows do not fit --memory, and says how much they need', async () => {
    const out = join(temporaryFolder(), 'run');
    for (const rows of [pipeline.path('train.arrow'), fixture('titanic.csv')]) {
      const words = ['train', pipeline.path('model.onnx'), '--data', rows, '--out', out, '--memory', '4K'];
      const result = await ingot(words);
      expect(result.status, result.stderr).to.equal(6);
      expect(result.stderr)
        .to.match(/\d+ prepared rows need [\d.]+ MiB/)
        .and.to.match(/--memory \d+M/);
      expect(existsSync(out), 'nothing is left').to.equal(false);
    }
  });

  it('ends with 7 when the numbers leave the range, naming step, rows and tensor, with a good checkpoint', async () => {
    const run = join(temporaryFolder(), 'run');
    const words = ['--optimizer', 'sgd', '--learning-rate', '1e30', '--epochs', '5', '--batch-size', '10'];
    const result = await ingot(['train', ...data(), '--out', run, ...words]);
    expect(result.status, result.stderr).to.equal(7);
    expect(result.stderr).to.match(/at step \d+, batch of rows \d+, \d+.*\(10 rows\).*(tensor|parameter) '\w+/s);
    expect(existsSync(join(run, 'manifest.json'))).to.equal(false);
    const {graph} = await readModel(join(run, 'checkpoints/step-000000000.onnx'));
    for (const {data: values} of graph.initializers.values())
      expect([...(values as Float32Array)].every(Number.isFinite)).to.equal(true);
  });

  const HEADER = 'Survived,Pclass,Sex,Age,SibSp,Parch,Fare,Embarked\n';
  const bad = [
    {name: 'no target column', csv: HEADER.replace('Survived,', '') + '1,male,3,0,0,8,S\n', says: /'Survived'/},
    {name: 'a class the model does not know', csv: `${HEADER}2,1,male,3,0,0,8,S\n`, says: /'2'/},
    {name: 'no row with a target', csv: `${HEADER},1,male,3,0,0,8,S\n`, says: /row/},
    {name: 'no rows', csv: HEADER, says: /row/},
  ];
  for (const {name, csv, says} of bad)
    it(`ends with 3 on ${name}, and leaves nothing`, async () => {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'x.csv'), csv);
      const result = await ingot(['train', pipeline.path('model.onnx'), '--data', 'x.csv', '--out', 'run'], {cwd});
      expect(result.status, result.stderr).to.equal(3);
      expect(result.stderr).to.match(says);
      expect(readdirSync(cwd)).to.deep.equal(['x.csv']);
    });

  const wrong = [
    {words: ['--epochs', '0'], says: /--epochs expects a whole number of at least 1, got 0/},
    {words: ['--learning-rate=-1'], says: /--learning-rate expects a number above 0/},
    {words: ['--momentum', '1.5', '--optimizer', 'sgd'], says: /--momentum/},
    {words: ['--momentum', '0.5'], says: /'adam' has no option 'momentum'/},
    {words: ['--optimizer', 'adm'], says: /Did you mean 'adam'/},
    {words: ['--schedule', 'cosin'], says: /Did you mean 'cosine'/},
    {words: ['--loss', 'mse'], says: /--loss mse does not fit/},
    {words: ['--patience', '3'], says: /--valid/},
    {words: ['--min-delta', '0.1'], says: /--min-delta.*--valid/},
    {words: ['--resume', 'x'], says: /--out/},
    {words: ['--max-time', 'soon'], says: /--max-time expects a duration/},
  ];
  for (const {words, says} of wrong)
    it(`ends with 2 on ${words.join(' ')}`, async () => {
      const cwd = temporaryFolder();
      const result = await ingot(['train', ...data(), '--out', 'run', ...words], {cwd});
      expect(result.status, result.stderr).to.equal(2);
      expect(result.stderr).to.match(says);
      expect(readdirSync(cwd)).to.deep.equal([]);
    });

  it('ends with 2 without rows, without a model, without a folder', async () => {
    for (const [words, says] of [
      [['train'], /MODEL/],
      [['train', 'm.onnx'], /--data/],
      [['train', 'm.onnx', '--data', 'x'], /--out/],
    ] as const) {
      const result = await ingot(words);
      expect(result.status).to.equal(2);
      expect(result.stderr).to.match(says);
    }
  });

  async function succeed(words: readonly string[]): Promise<void> {
    const result = await ingot(words);
    expect(result.status, `${words.join(' ')}\n${result.stderr}`).to.equal(0);
  }
});

function bytesOf(values: unknown): Uint8Array {
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.from(JSON.stringify(values));
}
