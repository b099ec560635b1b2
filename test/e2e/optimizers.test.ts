// Optimizers and schedules with their options, through the command line: trained, kept in the run, resumed.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {parse} from 'yaml';
import {hashFile} from '../../src/core/index.js';
import type {EpochRecord, TrainResult} from '../../src/train/index.js';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

describe('ingot train with optimizers and schedules', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await classification();
  });
  after(removeFolders);
  const words = (run: string, more: readonly string[]): string[] => [
    'train',
    pipeline.path('model.onnx'),
    '--data',
    pipeline.path('train.arrow'),
    '--out',
    run,
    '--seed',
    '4',
    '--threads',
    '1',
    ...more,
  ];
  const valid = (): string[] => ['--valid', pipeline.path('data/valid.arrow')];
  const recordsOf = (run: string): EpochRecord[] =>
    readFileSync(join(run, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as EpochRecord);

  for (const choice of [
    '--optimizer sgd --momentum 0.9 --optimizer-option nesterov=1 --schedule one-cycle --learning-rate 0.05',
    '--optimizer rmsprop --optimizer-option centered=1 --optimizer-option alpha=0.9 --schedule exponential --learning-rate 0.001',
    '--optimizer nadam --schedule polynomial --schedule-option power=1 --schedule-option floor=0.1',
    '--optimizer radam --schedule step --schedule-option every=3 --schedule-option gamma=0.5 --warmup-steps 4',
  ])
    it(`lowers the loss with ${choice}`, async () => {
      const run = temporaryFolder();
      const result = await ingotJson<TrainResult>(words(run, ['--epochs', '8', ...choice.split(' ')]));
      expect(result.trainLoss).to.be.below(recordsOf(run)[0]?.trainLoss ?? NaN);
    });

  it('keeps every option in config.yaml, which trains the same again', async () => {
    const first = temporaryFolder();
    const again = temporaryFolder();
    const options = ['--optimizer', 'adadelta', '--optimizer-option', 'rho=0.8', '--schedule', 'cosine-restarts'];
    await succeed(words(first, ['--epochs', '3', ...options, '--schedule-option', 'period=2']));
    const {train} = parse(readFileSync(join(first, 'config.yaml'), 'utf8')) as {train: Record<string, unknown>};
    expect(train['optimizer-option']).to.deep.equal({rho: 0.8, epsilon: 1e-6});
    expect(train['schedule-option']).to.deep.equal({period: 2, multiplier: 1, floor: 0});
    await succeed(['train', '--config', 'config.yaml', '--out', again], first);
    expect(await hashFile(join(again, 'model.onnx'))).to.equal(await hashFile(join(first, 'model.onnx')));
  });

  it('goes on after a plateau in the same bytes as without the interruption', async () => {
    const schedule = ['--schedule', 'reduce-on-plateau', '--schedule-option', 'patience=1'];
    // Every gain is too small to count: the rate falls after epochs 3 and 5.
    const settings = [...valid(), ...schedule, '--schedule-option', 'threshold=0.99', '--patience', '0'];
    const straight = temporaryFolder();
    const resumed = temporaryFolder();
    await succeed(words(straight, [...settings, '--epochs', '6']));
    await succeed(words(resumed, [...settings, '--epochs', '4']));
    await succeed(['train', '--resume', resumed, '--epochs', '6']);
    const rates = recordsOf(straight).map(({learningRate}) => Number(learningRate.toPrecision(6)));
    expect(rates).to.deep.equal([0.001, 0.001, 0.001, 0.0001, 0.0001, 0.00001]);
    const logOf = (run: string): unknown[] => recordsOf(run).map((record) => ({...record, seconds: 0}));
    expect(logOf(resumed)).to.deep.equal(logOf(straight));
    const last = `checkpoints/step-${String(recordsOf(straight).at(-1)?.step).padStart(9, '0')}.onnx`;
    for (const file of ['model.onnx', last, 'config.yaml'])
      expect(await hashFile(join(resumed, file)), file).to.equal(await hashFile(join(straight, file)));
  });

  const wrong = [
    {words: ['--schedule', 'cosine', '--schedule-option', 'gamma=0.5'], says: /'cosine' has no option 'gamma'/},
    {words: ['--optimizer-option', 'beta3=0.5'], says: /Did you mean 'beta1'|Did you mean 'beta2'/},
    {words: ['--optimizer-option', 'beta1=2'], says: /at least 0 and below 1, got 2/},
    {words: ['--optimizer-option', 'beta1'], says: /--optimizer-option expects NAME=NUMBER, got 'beta1'/},
    {words: ['--optimizer', 'sgd', '--optimizer-option', 'nesterov=1'], says: /'momentum' is 0/},
    {words: ['--schedule', 'reduce-on-plateau'], says: /there is no --valid/},
  ];
  for (const {words: given, says} of wrong)
    it(`ends with 2 on ${given.join(' ')}`, async () => {
      const result = await ingot(words('never-made', given));
      expect(result.status, result.stderr).to.equal(2);
      expect(result.stderr).to.match(says);
    });

  async function succeed(given: readonly string[], cwd?: string): Promise<void> {
    const result = await ingot(given, cwd === undefined ? {} : {cwd});
    expect(result.status, `${given.join(' ')}\n${result.stderr}`).to.equal(0);
  }
});
