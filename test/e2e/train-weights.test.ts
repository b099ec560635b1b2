// Frozen weights, groups, accumulation and averages through the command line: trained, kept, resumed.
import {existsSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {parse} from 'yaml';
import {hashFile} from '../../src/core/index.js';
import {readModel, type Tensor} from '../../src/onnx/index.js';
import type {LearningRateSweep, TrainingPlan, TrainResult} from '../../src/train/index.js';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

describe('ingot train with weights of different kinds', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  let normed = '';
  before(async () => {
    pipeline = await classification();
    normed = join(temporaryFolder(), 'normed.onnx');
    const layers = ['--hidden', '16,8', '--norm', 'batch', '--seed', '2'];
    await succeed(['model', 'init', 'mlp', '--data', pipeline.path('train.arrow'), ...layers, '-o', normed]);
  });
  after(removeFolders);

  const words = (model: string, run: string, more: readonly string[]): string[] => [
    ...['train', model, '--data', pipeline.path('train.arrow'), '--valid', pipeline.path('data/valid.arrow')],
    ...['--out', run, '--seed', '4', '--threads', '1', '--learning-rate', '0.01', ...more],
  ];
  const weightsOf = async (path: string): Promise<ReadonlyMap<string, Tensor>> =>
    (await readModel(path)).graph.initializers;
  const lastCheckpoint = (run: string): string =>
    join(run, 'checkpoints', readdirSync(join(run, 'checkpoints')).sort().at(-1) ?? '');

  it('leaves frozen weights as they are, with no state, and says which', async () => {
    const run = temporaryFolder();
    await succeed(words(normed, run, ['--epochs', '2', '--freeze', 'dense_0.*', '--freeze', 'norm_0.*']));
    const [before, after] = [await weightsOf(normed), await weightsOf(join(run, 'model.onnx'))];
    const checkpoint = await weightsOf(lastCheckpoint(run));
    for (const [name, {data}] of before) {
      if (!/^(dense|norm)_/.test(name)) continue;
      const isFrozen = /^(dense|norm)_0/.test(name);
      const same = expect(after.get(name)?.data, name);
      if (isFrozen) same.to.deep.equal(data);
      else same.to.not.deep.equal(data);
      expect(checkpoint.has(`parameter/${name}`), name).to.equal(!isFrozen);
    }
    const {frozen} = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as {frozen: string[]};
    expect(frozen.every((name) => /^(dense|norm)_0\./.test(name))).to.equal(true);
    expect(frozen).to.have.length(5);
  });

  it('shows in the plan which weights train, and at which rates', async () => {
    const more = ['--dry-run', '--train', 'dense_2.*', '--group', '*.bias:learning-rate-factor=0.1'];
    const {weights, parameters, trained} = await ingotJson<TrainingPlan>(words(normed, 'never-made', more));
    const training = weights.filter(({use}) => use === 'trains').map(({name}) => name);
    expect(training).to.deep.equal(['dense_2.weight', 'dense_2.bias']);
    expect(weights.find(({name}) => name === 'dense_2.bias')?.rates?.learningRateFactor).to.equal(0.1);
    expect(trained).to.be.below(parameters);
    const text = await ingot(words(normed, 'never-made', more));
    expect(text.stdout)
      .to.match(/dense_0\.weight .*frozen/)
      .and.to.match(/dense_2\.bias .*trains .*0\.1/);
  });

  it('ends in the same bytes whatever the interruptions, with everything at once', async () => {
    const all = [
      ...['--optimizer', 'muon', '--accumulate', '3', '--init-from', pipeline.path('run'), '--freeze', 'dense_0.*'],
      ...['--group', '*.bias:learning-rate-factor=0.5,weight-decay=0', '--average', 'ema', '--patience', '0'],
      ...['--average-option', 'decay=0.9', '--average-option', 'from=2', '--checkpoint-every', '0s'],
    ];
    const model = pipeline.path('model.onnx');
    const [straight, parts] = [temporaryFolder(), temporaryFolder()];
    await succeed(words(model, straight, [...all, '--recompute', '--epochs', '6']));
    await succeed(words(model, parts, [...all, '--epochs', '2']));
    await succeed(['train', '--resume', parts, '--epochs', '6', '--max-time', '1ms']);
    const {reason} = await ingotJson<TrainResult>(['train', '--resume', parts]);
    expect(reason).to.equal('epochs');
    expect(await hashFile(join(parts, 'model.onnx'))).to.equal(await hashFile(join(straight, 'model.onnx')));
    const [whole, resumed] = [straight, parts].map(lastCheckpoint);
    expect((await weightsOf(resumed ?? '')).size).to.equal((await weightsOf(whole ?? '')).size);
    for (const [name, {data}] of await weightsOf(whole ?? ''))
      expect((await weightsOf(resumed ?? '')).get(name)?.data, name).to.deep.equal(data);
    // Frozen weights are those of --init-from, not of the model.
    const [start, end] = [await weightsOf(pipeline.path('run/model.onnx')), await weightsOf(join(parts, 'model.onnx'))];
    expect(end.get('dense_0.weight')?.data).to.deep.equal(start.get('dense_0.weight')?.data);
  });

  it('keeps groups in config.yaml as a map, which trains the same again', async () => {
    const [first, again] = [temporaryFolder(), temporaryFolder()];
    const group = ['--group', 'dense_0.*:learning-rate-factor=0.1', '--decay-matrices-only', '--weight-decay', '0.1'];
    await succeed(words(normed, first, ['--epochs', '2', ...group, '--freeze', 'dense_2.bias']));
    const {train} = parse(readFileSync(join(first, 'config.yaml'), 'utf8')) as {train: Record<string, unknown>};
    expect(train['group']).to.deep.equal({'dense_0.*': {'learning-rate-factor': 0.1}});
    expect(train['freeze']).to.deep.equal(['dense_2.bias']);
    await succeed(['train', '--config', 'config.yaml', '--out', again], first);
    expect(await hashFile(join(again, 'model.onnx'))).to.equal(await hashFile(join(first, 'model.onnx')));
  });

  it('takes the updates of larger batches when it accumulates', async () => {
    const model = join(temporaryFolder(), 'plain.onnx');
    await succeed(['model', 'init', 'mlp', '--data', pipeline.path('train.arrow'), '--hidden', '8', '-o', model]);
    const run = (name: string, more: readonly string[]) =>
      ingotJson<TrainResult>([
        ...['train', model, '--data', pipeline.path('train.arrow'), '--out', join(temporaryFolder(), name)],
        ...['--epochs', '3', '--threads', '1', '--schedule', 'cosine', ...more],
      ]);
    const whole = await run('whole', ['--batch-size', '96']);
    const parts = await run('parts', ['--batch-size', '32', '--accumulate', '3']);
    expect(parts.steps).to.equal(whole.steps);
    expect(parts.trainLoss).to.be.closeTo(whole.trainLoss ?? NaN, 1e-6);
  });

  it('evaluates and keeps the average, and no epoch before it', async () => {
    const run = temporaryFolder();
    const swa = ['--average', 'swa', '--average-option', 'from=4', '--epochs', '5', '--patience', '1'];
    const {bestEpoch, validLoss, epochs} = await ingotJson<TrainResult>(words(normed, run, swa));
    expect(epochs).to.be.at.least(4);
    expect(bestEpoch).to.be.at.least(4);
    const checkpoint = await weightsOf(lastCheckpoint(run));
    const kept = (await weightsOf(join(run, 'model.onnx'))).get('dense_0.weight')?.data;
    expect(kept).to.deep.equal(checkpoint.get('best/dense_0.weight')?.data);
    if (bestEpoch === epochs) expect(kept).to.deep.equal(checkpoint.get('slot/dense_0.weight/average')?.data);
    const {metrics} = await ingotJson<{metrics: Record<string, {value: number}>}>([
      ...['eval', run, '--data', pipeline.path('data/valid.arrow')],
    ]);
    expect(metrics['log_loss']?.value ?? validLoss).to.be.closeTo(validLoss ?? NaN, 1e-5);
  });

  it('says so when the average has not begun', async () => {
    const run = temporaryFolder();
    const more = ['--average', 'swa', '--average-option', 'from=500', '--epochs', '500', '--max-time', '1ms'];
    const {stderr, status} = await ingot(words(normed, run, more));
    expect(status, stderr).to.equal(0);
    expect(stderr).to.include('The swa average has not begun');
  });

  it('looks for a learning rate and makes nothing', async () => {
    const run = join(temporaryFolder(), 'never-made');
    const find = ['train', normed, '--data', pipeline.path('train.arrow'), '--threads', '1', '--find-learning-rate'];
    const {points, suggestion} = await ingotJson<LearningRateSweep>([...find, '--out', run]);
    expect(points.length).to.be.above(50);
    expect(suggestion).to.be.within(1e-6, 1);
    expect(existsSync(run)).to.equal(false);
    expect((await ingotJson<LearningRateSweep>(find)).points).to.deep.equal(points);
    const {status, stderr} = await ingot([...find, '--learning-rate', '0.1']);
    expect(status, stderr).to.equal(2);
    expect(stderr).to.include('sets the rates itself');
  });

  it('ends with 7 and names the operation, at once where every step is looked at', async () => {
    const wild = ['--optimizer', 'sgd', '--learning-rate', '1e30', '--epochs', '3'];
    for (const more of [[], ['--detect-anomaly']]) {
      const {status, stderr} = await ingot([
        ...['train', pipeline.path('model.onnx'), '--data', pipeline.path('train.arrow'), '--threads', '1'],
        ...['--out', join(temporaryFolder(), 'wild'), ...wild, ...more],
      ]);
      expect(status, stderr).to.equal(7);
      expect(stderr).to.match(/step \d+, batch of rows .* in the forward pass, from \w+ \(node '[\w.]+'\) of .* in \[/);
    }
  });

  const wrong = [
    {given: ['--freeze', 'norm_0.mean'], says: /only one is frozen, but they belong together/},
    {given: ['--group', 'dense_0.*'], says: /--group expects PATTERN:KEY=X/},
    {given: ['--accumulate', '2', '--batch-size=5000'], says: /--accumulate 2 would do nothing/},
  ];
  for (const {given, says} of wrong)
    it(`ends with 2 on ${given.join(' ')}`, async () => {
      const run = join(temporaryFolder(), 'run');
      const {status, stderr} = await ingot(words(normed, run, given));
      expect(stderr).to.match(says);
      expect(status).to.equal(2);
    });

  it('ends with 2 when frozen weights are others on resuming', async () => {
    const run = temporaryFolder();
    await succeed(words(normed, run, ['--epochs', '1', '--freeze', 'dense_0.*']));
    const {status, stderr} = await ingot(['train', '--resume', run, '--freeze', 'dense_1.*']);
    expect(status, stderr).to.equal(2);
    expect(stderr).to.include('--freeze was');
    writeFileSync(join(run, 'note.txt'), '');
    await succeed(['train', '--resume', run, '--freeze', 'dense_0.*', '--epochs', '2']);
  });

  async function succeed(given: readonly string[], cwd?: string): Promise<void> {
    const result = await ingot(given, cwd === undefined ? {} : {cwd});
    expect(result.status, `${given.join(' ')}\n${result.stderr}`).to.equal(0);
  }
});
