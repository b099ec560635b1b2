// What `ingot train` refuses, and what then stands where it was: folders that are in use, rows, numbers and words.
import {copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {hashFile} from '../../src/core/index.js';
import {readModel} from '../../src/onnx/index.js';
import type {Manifest} from '../../src/train/index.js';
import {fixture, ingot, removeFolders, succeed, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

describe('ingot train refuses', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await classification();
  });
  after(removeFolders);
  const data = (): string[] => [pipeline.path('model.onnx'), '--data', pipeline.path('train.arrow')];
  const manifestOf = (run: string): Manifest =>
    JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as Manifest;

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
});
