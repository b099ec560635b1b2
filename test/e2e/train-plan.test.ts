// `train --dry-run` and `train --init-from`, through the command line.
import {existsSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {hashFile} from '../../src/core/index.js';
import {readModel} from '../../src/onnx/index.js';
import {readSignature} from '../../src/prepare/index.js';
import type {TrainingPlan, TrainResult} from '../../src/train/index.js';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

describe('ingot train, planned and begun with other weights', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await classification();
  });
  after(removeFolders);
  const words = (...more: string[]): string[] => [
    ...['train', pipeline.path('model.onnx'), '--data', pipeline.path('train.arrow')],
    ...['--valid', pipeline.path('data/valid.arrow'), ...more],
  ];

  it('shows every setting with its origin and every column with its place, and makes nothing', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'c.yaml'), 'train:\n  epochs: 7\n  learning-rate: 0.5\n  patience: 4\n');
    const given = ['--config', 'c.yaml', '--set', 'train.learning-rate=0.02', '--monitor', 'f1', '--dry-run'];
    const env = {INGOT_TRAIN_SEED: '5'};
    const plan = await ingotJson<TrainingPlan>(words('--out', 'run', ...given), {cwd, env});
    expect(readdirSync(cwd)).to.deep.equal(['c.yaml']);
    expect(plan.settings).to.deep.include({
      epochs: {value: 7, origin: 'file'},
      patience: {value: 4, origin: 'file'},
      'learning-rate': {value: 0.02, origin: 'set'},
      seed: {value: 5, origin: 'environment'},
      monitor: {value: 'f1', origin: 'flag'},
      loss: {value: 'binary-cross-entropy', origin: 'model'},
      'batch-size': {value: 32, origin: 'rows'},
      optimizer: {value: 'adam', origin: 'default'},
    });
    expect(plan.rows).to.equal(624);
    const use = (columns: TrainingPlan['columns']) => new Map(columns.map(({column, ...rest}) => [column, rest]));
    const fare = {use: 'feature', stage: 'standardize'};
    expect(use(plan.columns).get('Fare')).to.include(fare);
    const raw = use(plan.validColumns ?? []);
    expect(raw.get('Fare')).to.deep.equal({use: 'feature', stage: null, tensor: 'Fare'});
    expect(raw.get('Survived')).to.include({use: 'target'});
    expect(raw.get('PassengerId')).to.include({use: 'unused', tensor: null});
    const {stdout} = await ingot(words('--out', 'run', '--dry-run'), {cwd});
    expect(stdout)
      .to.match(/learning-rate +0\.001 +default/)
      .and.to.match(/Fare +feature +raw +Fare/);
  });

  it('plans a resumed run from what the run was told', async () => {
    const run = pipeline.path('run');
    const plan = await ingotJson<TrainingPlan>(['train', '--resume', run, '--epochs', '20', '--dry-run']);
    expect(plan.settings).to.deep.include({
      epochs: {value: 20, origin: 'flag'},
      'batch-size': {value: 64, origin: 'run'},
      seed: {value: 3, origin: 'run'},
    });
    for (const more of [
      ['--seed', '4'],
      ['--init-from', 'x.onnx'],
    ])
      expect((await ingot(['train', '--resume', run, ...more, '--dry-run'])).status, more.join(' ')).to.equal(2);
  });

  it('refuses in a plan what the training would refuse', async () => {
    const cases = [
      {more: ['--out', pipeline.path('run')], status: 2, says: /a run is there already/},
      {more: ['--out', 'x', '--loss', 'mse'], status: 2, says: /does not fit/},
      {more: ['--out', 'x', '--class-weight', 'yes=2'], status: 2, says: /no class/},
      {more: ['--out', 'x', '--monitor', 'rmse'], status: 2, says: /accuracy/},
      {more: ['--out', 'x', '--device', 'cuda:9'], status: 6, says: /cuda/},
      {more: ['--out', 'x', '--init-from', 'nowhere'], status: 4, says: /nowhere/},
    ];
    for (const {more, status, says} of cases) {
      const result = await ingot(words(...more, '--dry-run'));
      expect(result.status, `${more.join(' ')}\n${result.stderr}`).to.equal(status);
      expect(result.stderr).to.match(says);
    }
  });

  it('begins where another run ended, says how many weights it took, and names it among its parents', async () => {
    const [cold, warm] = [temporaryFolder(), temporaryFolder()];
    const rate = ['--learning-rate', '1e-9', '--epochs', '1'];
    const lossOf = async (run: string): Promise<number> =>
      (await ingotJson<{loss: number}>(['eval', run, '--data', pipeline.path('data/valid.arrow')])).loss;
    const trained = await lossOf(pipeline.path('run'));
    const from = await ingot(words('--out', warm, ...rate, '--init-from', pipeline.path('run')));
    expect(from.status, from.stderr).to.equal(0);
    expect(from.stderr).to.match(/6 weights \(\d+ numbers\) taken from/);
    expect(await lossOf(warm)).to.be.closeTo(trained, 1e-5);
    const {validLoss} = await ingotJson<TrainResult>(words('--out', cold, ...rate));
    expect(validLoss).to.not.be.closeTo(trained, 1e-3);
    const {parents} = readSignature(await readModel(join(warm, 'model.onnx')));
    expect(parents).to.include({init: await hashFile(pipeline.path('run/model.onnx'))});
    expect(parents['model']).to.equal(await hashFile(pipeline.path('model.onnx')));
  });

  it('resumes a run that began with other weights to the same bytes', async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()];
    const init = ['--init-from', pipeline.path('run'), '--threads', '1'];
    for (const [out, epochs] of [
      [whole, '3'],
      [parts, '1'],
    ] as const)
      expect((await ingot(words('--out', out, '--epochs', epochs, ...init))).status).to.equal(0);
    const resumed = await ingot(['train', '--resume', parts, '--epochs', '3']);
    expect(resumed.status, resumed.stderr).to.equal(0);
    expect(resumed.stderr).to.not.include('taken from');
    expect(await hashFile(join(parts, 'model.onnx'))).to.equal(await hashFile(join(whole, 'model.onnx')));
  });

  it('ends with 3 on weights of other shapes, naming them, and leaves nothing', async () => {
    const cwd = temporaryFolder();
    const narrow = [
      'model',
      'init',
      'mlp',
      '--data',
      pipeline.path('train.arrow'),
      '--hidden',
      '5',
      '-o',
      'narrow.onnx',
    ];
    expect((await ingot(narrow, {cwd})).status).to.equal(0);
    const result = await ingot(words('--out', 'run', '--init-from', 'narrow.onnx'), {cwd});
    expect(result.status, result.stderr).to.equal(3);
    expect(result.stderr)
      .to.match(/of the 6 weights do not fit/)
      .and.to.match(/'dense_0\.weight' is float32 \[\d+, 5\] there and float32 \[\d+, 16\] here/)
      .and.to.match(/'dense_2\.\w+' is not there/);
    expect(existsSync(join(cwd, 'run'))).to.equal(false);
  });
});
