// `train --seeds` and `train --until-converged`, through the command line.
import {mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {hashFile} from '../../src/core/index.js';
import type {SeedsResult, TrainResult} from '../../src/train/index.js';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

describe('ingot train with several seeds, and until converged', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await classification();
  });
  after(removeFolders);
  const words = (out: string, ...more: string[]): string[] => [
    ...['train', pipeline.path('model.onnx'), '--data', pipeline.path('train.arrow')],
    ...['--valid', pipeline.path('data/valid.arrow'), '--threads', '1', '--out', out, ...more],
  ];

  it('trains a run a seed, each as it would be alone, and gives mean, spread and the best', async () => {
    const [out, alone] = [join(temporaryFolder(), 'runs'), temporaryFolder()];
    const result = await ingotJson<SeedsResult>(words(out, '--epochs', '2', '--seeds', '3', '--monitor', 'accuracy'));
    expect(readdirSync(out).sort()).to.deep.equal(['seed-1', 'seed-2', 'seed-3', 'seeds.json']);
    const values = result.runs.map(({monitor}) => monitor?.value ?? NaN);
    expect(result.best).to.equal(join(out, `seed-${String(values.indexOf(Math.max(...values)) + 1)}`));
    expect(result.bestBy).to.equal('valid accuracy');
    const mean = values.reduce((sum, value) => sum + value, 0) / 3;
    expect(result.spread['accuracy']?.mean).to.be.closeTo(mean, 1e-12);
    expect(result.spread['validLoss']?.deviation).to.be.above(0);
    const text = readFileSync(join(out, 'seeds.json'), 'utf8');
    expect(text).to.not.include(out);
    expect((JSON.parse(text) as SeedsResult).spread).to.deep.equal(result.spread);
    await ingotJson<TrainResult>(words(alone, '--epochs', '2', '--seed', '2', '--monitor', 'accuracy'));
    expect(await hashFile(join(out, 'seed-2/model.onnx'))).to.equal(await hashFile(join(alone, 'model.onnx')));
  });

  it('counts from --seed, prints for people, and replaces its runs with --force only', async () => {
    const out = join(temporaryFolder(), 'runs');
    const first = await ingot(words(out, '--epochs', '1', '--seeds', '2', '--seed', '7'));
    expect(first.status, first.stderr).to.equal(0);
    expect(first.stdout)
      .to.match(/2 runs, seeds 7 to 8/)
      .and.to.match(/accuracy +0\.\d+ ± [\d.e-]+ +\(0\.\d+ to 0\.\d+\)/)
      .and.to.match(/best by valid loss: .*seed-[78]/);
    expect((await ingot(words(out, '--epochs', '1', '--seeds', '2', '--seed', '7'))).status).to.equal(2);
    expect((await ingot(words(out, '--epochs', '1', '--seeds', '2', '--seed', '7', '--force'))).status).to.equal(0);
  });

  it('ends with 2 on a folder with something else, on rows from a pipe, on one seed', async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'thesis'));
    const cases = [
      {list: words(out, '--seeds', '2'), says: /'thesis' is in it/},
      {
        list: ['train', pipeline.path('model.onnx'), '--data', '-', '--out', 'x', '--seeds', '2'],
        says: /standard input/,
      },
      {list: words('x', '--seeds', '1'), says: /--seeds|greater/},
      {list: ['train', '--resume', pipeline.path('run'), '--seeds', '2'], says: /--resume/},
    ];
    for (const {list, says} of cases) {
      const result = await ingot(list);
      expect(result.status, result.stderr).to.equal(2);
      expect(result.stderr).to.match(says);
    }
  });

  it('trains until nothing is gained, and says its criterion', async () => {
    const run = temporaryFolder();
    const fast = ['--learning-rate', '0.05', '--batch-size', '64', '--patience', '4'];
    const result = await ingot(words(run, '--until-converged', ...fast));
    expect(result.status, result.stderr).to.equal(0);
    expect(result.stderr).to.match(/ends when 4 epochs bring no gain .* after 10000 epochs at the latest/);
    expect(result.stdout).to.include('stopped early');
    const capped = await ingot(words(temporaryFolder(), '--until-converged', '--epochs', '2'));
    expect(capped.stderr).to.include('Not converged within 2 epochs');
  });
});
