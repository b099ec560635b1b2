// Losses with options, weights of classes and rows, and what is monitored, through the command line.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {parse} from 'yaml';
import {hashFile} from '../../src/core/index.js';
import {readModel} from '../../src/onnx/index.js';
import {readSignature} from '../../src/prepare/index.js';
import type {Manifest, TrainResult} from '../../src/train/index.js';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, regression, type Pipeline} from '../support/pipeline.js';

interface Evaluated {
  readonly loss: number;
  readonly confusion: {readonly counts: readonly (readonly number[])[]};
}

describe('ingot train: losses, weights and what is monitored', function () {
  this.timeout(120_000);
  let titanic: Pipeline;
  let housing: Pipeline;
  before(async () => {
    [titanic, housing] = await Promise.all([classification(), regression()]);
  });
  after(removeFolders);

  const rows = (of: Pipeline): string[] => ['--data', of.path('train.arrow'), '--valid', of.path('data/valid.arrow')];
  const train = (of: Pipeline, run: string, epochs: number, ...words: string[]): Promise<TrainResult> =>
    ingotJson<TrainResult>(
      ['train', of.path('model.onnx'), ...rows(of), '--out', run, '--epochs', String(epochs)].concat(words),
    );
  const evaluate = (of: Pipeline, run: string): Promise<Evaluated> =>
    ingotJson<Evaluated>(['eval', run, '--data', of.path('data/valid.arrow')]);

  it('keeps the options of a loss in the configuration and in the model, and eval computes the same loss', async () => {
    const run = temporaryFolder();
    const result = await train(housing, run, 3, '--loss', 'huber', '--loss-option', 'delta=0.25');
    const {train: config} = parse(readFileSync(join(run, 'config.yaml'), 'utf8')) as {train: Record<string, unknown>};
    expect(config).to.deep.include({loss: 'huber', 'loss-option': {delta: 0.25}});
    const signature = readSignature(await readModel(join(run, 'model.onnx')));
    expect(signature).to.deep.include({loss: 'huber', lossOptions: {delta: 0.25}});
    const {loss} = await evaluate(housing, run);
    expect(loss).to.be.closeTo(result.validLoss ?? NaN, 1e-5);
    const again = await ingotJson<TrainResult>(
      ['train', run, ...rows(housing), '--out', temporaryFolder()].concat('--epochs', '1'),
    );
    expect(again.validLoss, 'the model brings its options').to.be.within(0, 1);
  });

  it('predicts counts by their rate, in their own units, and refuses targets that were scaled or are below 0', async () => {
    const cwd = temporaryFolder();
    const counts = Array.from({length: 300}, (_, row) => {
      const x = (row % 30) / 15 - 1;
      return `${String(x)},${String(Math.round(Math.exp(1.5 + x)) + (row % 2))}`;
    });
    writeFileSync(join(cwd, 'counts.csv'), `x,n\n${counts.join('\n')}\n`);
    const run = (line: string) => ingot(line.split(' '), {cwd});
    const succeed = async (line: string): Promise<void> => {
      const {status, stderr} = await run(line);
      expect(status, `${line}\n${stderr}`).to.equal(0);
    };
    await succeed('data import counts.csv --target n -o raw.arrow');
    await succeed('data normalize raw.arrow -o scaled.arrow');
    const refused = await run('model init mlp --data scaled.arrow --loss poisson -o no.onnx');
    expect(refused.status).to.equal(2);
    expect(refused.stderr).to.include('standardize').and.to.include('--target-transform none');
    await succeed('data normalize raw.arrow --target-transform none -o train.arrow');
    await succeed('model init mlp --data train.arrow --loss poisson --hidden 8 -o model.onnx');
    await succeed('train model.onnx --data train.arrow --valid raw.arrow --out run --epochs 60 --learning-rate 0.02');
    const {metrics} = await ingotJson<{metrics: {r2: {value: number}}}>(['eval', 'run', '--data', 'raw.arrow'], {cwd});
    expect(metrics.r2.value).to.be.above(0.9);
    writeFileSync(join(cwd, 'below.csv'), 'x,n\n0,1\n1,-2\n');
    const below = await run('train model.onnx --data below.csv --out other');
    expect(below.status).to.equal(3);
    expect(below.stderr).to.match(/row 2 is -2, but loss 'poisson' expects at least 0/);
  });

  it('weighs classes: more rows are called what weighs more, and balanced says its weights', async () => {
    const called = async (...words: string[]): Promise<number> => {
      const run = temporaryFolder();
      await train(titanic, run, 3, ...words);
      const {counts} = (await evaluate(titanic, run)).confusion;
      return counts.reduce((sum, row) => sum + (row[1] ?? 0), 0);
    };
    const [few, plain, many] = await Promise.all([
      called('--class-weight', '1=0.2'),
      called(),
      called('--class-weight', '0=1,1=6'),
    ]);
    expect(few).to.be.below(plain);
    expect(many).to.be.above(plain);
    const run = temporaryFolder();
    const words = ['train', titanic.path('model.onnx'), ...rows(titanic), '--out', run, '--epochs', '1'];
    const balanced = await ingot([...words, '--class-weight', 'balanced']);
    expect(balanced.stderr).to.match(/by their class: 0 0\.8\d+, 1 1\.3\d+/);
  });

  it('resumes a weighted run to the same bytes', async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()];
    const words = ['--class-weight', 'balanced', '--monitor', 'f1', '--loss-option', 'smoothing=0.1', '--threads', '1'];
    await train(titanic, whole, 4, ...words);
    await train(titanic, parts, 2, ...words);
    const other = await ingot(['train', '--resume', parts, '--loss-option', 'smoothing=0.2']);
    expect(other.status).to.equal(2);
    expect(other.stderr).to.include('{"smoothing":0.1}');
    expect((await ingot(['train', '--resume', parts, '--epochs', '4'])).status).to.equal(0);
    expect(await hashFile(join(parts, 'model.onnx'))).to.equal(await hashFile(join(whole, 'model.onnx')));
  });

  it('counts rows by a column of role weight, and says so; rows of weight 0 are as if they were not there', async () => {
    const cwd = temporaryFolder();
    const lines = Array.from({length: 200}, (_, row) => {
      const isOdd = row % 2;
      return `${String(row % 10)},${isOdd ? 'wrong' : row % 10 > 4 ? 'high' : 'low'},${isOdd ? '0' : '1'}`;
    });
    writeFileSync(join(cwd, 'rows.csv'), `x,y,w\n${lines.join('\n')}\n`);
    const run = async (line: string): Promise<string> => {
      const {status, stderr} = await ingot(line.split(' '), {cwd});
      expect(status, `${line}\n${stderr}`).to.equal(0);
      return stderr;
    };
    await run('data import rows.csv --target y --role w=weight -o raw.arrow');
    await run('data normalize raw.arrow -o train.arrow');
    await run('model init mlp --data train.arrow --hidden 8 -o model.onnx');
    const words = 'train model.onnx --data train.arrow --valid raw.arrow --epochs 60 --learning-rate 0.05';
    expect(await run(`${words} --out weighted`)).to.include("column 'w'");
    expect(await run(`${words} --out plain --no-row-weights`)).to.not.include("column 'w'");
    const wrong = async (name: string): Promise<number> => {
      const {confusion} = await ingotJson<Evaluated>(['eval', name, '--data', 'raw.arrow'], {cwd});
      return confusion.counts.reduce((sum, row) => sum + (row[2] ?? 0), 0);
    };
    expect(await wrong('weighted')).to.equal(0);
    expect(await wrong('plain')).to.be.above(50);
  });

  it('says that --no-row-weights changes nothing where no column has the role', async () => {
    const words = ['train', housing.path('model.onnx'), ...rows(housing), '--out', temporaryFolder(), '--epochs', '1'];
    const {stderr} = await ingot([...words, '--no-row-weights']);
    expect(stderr).to.include('--no-row-weights changes nothing');
  });

  it('ends with 3 on a weight that is none, naming its row', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'rows.csv'), 'x,y,w\n1,a,1\n2,b,-1\n3,a,2\n');
    for (const line of [
      'data import rows.csv --target y --role w=weight -o raw.arrow',
      'data normalize raw.arrow -o train.arrow',
      'model init mlp --data train.arrow -o model.onnx',
    ])
      expect((await ingot(line.split(' '), {cwd})).status).to.equal(0);
    const result = await ingot('train model.onnx --data train.arrow --out run'.split(' '), {cwd});
    expect(result.status).to.equal(3);
    expect(result.stderr).to.match(/row 2: expected a weight of at least 0 in 'w', got -1/);
  });

  it('keeps the weights that are best by the metric monitored', async () => {
    const run = temporaryFolder();
    const result = await train(titanic, run, 12, '--monitor', 'accuracy', '--learning-rate', '0.02');
    const log = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
    const values = log.map((line) => (JSON.parse(line) as {validMetrics: {accuracy: number}}).validMetrics.accuracy);
    expect(result.bestEpoch).to.equal(values.indexOf(Math.max(...values)) + 1);
    expect(result.validMetrics['accuracy']).to.equal(Math.max(...values));
    const manifest = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as Manifest;
    expect(manifest.result).to.include({monitor: 'accuracy', bestEpoch: result.bestEpoch});
  });

  const wrong = [
    {
      words: ['--loss-option', 'delta=1'],
      says: /'binary-cross-entropy' has no option 'delta'.*Known, with defaults: smoothing 0/s,
    },
    {words: ['--loss-option', 'smoothing=1'], says: /of at least 0 and below 1, got 1/},
    {words: ['--loss-option', 'smoothing=much'], says: /expects a number for 'smoothing'/},
    {words: ['--class-weight', 'yes=2'], says: /'yes', which is no class of 'Survived'.*Classes: 0, 1/s},
    {words: ['--class-weight', '1=0'], says: /above 0 for class '1'/},
    {words: ['--class-weight', 'even'], says: /KEY=VALUE/},
    {words: ['--monitor', 'acuracy'], says: /Did you mean 'accuracy'/},
    {words: ['--monitor', 'rmse'], says: /expects what validation measures.*accuracy/s},
  ];
  for (const {words, says} of wrong)
    it(`ends with 2 on ${words.join(' ')}`, async () => {
      const out = join(temporaryFolder(), 'run');
      const result = await ingot(['train', titanic.path('model.onnx'), ...rows(titanic), '--out', out, ...words]);
      expect(result.status, result.stderr).to.equal(2);
      expect(result.stderr).to.match(says);
    });

  it('ends with 2 on a metric to monitor without validation rows, and on class weights for a regression', async () => {
    const out = join(temporaryFolder(), 'run');
    const words = [titanic.path('model.onnx'), '--data', titanic.path('train.arrow'), '--out', out];
    const unseen = await ingot(['train', ...words, '--monitor', 'accuracy']);
    expect(unseen.status).to.equal(2);
    expect(unseen.stderr).to.include('--monitor watches the validation rows');
    const numbers = [housing.path('model.onnx'), ...rows(housing), '--out', out, '--class-weight', 'balanced'];
    const regressed = await ingot(['train', ...numbers]);
    expect(regressed.status).to.equal(2);
    expect(regressed.stderr).to.include('this model is for regression').and.to.include('COLUMN=weight');
  });
});
