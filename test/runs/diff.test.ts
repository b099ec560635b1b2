// Two runs beside each other: what is said of each difference, and what is not said.
import {join} from 'node:path';
import {expect} from 'chai';
import {diffRuns, diffTables, type RunDiff} from '../../src/runs/index.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {errorOf} from '../support/error-of.js';
import {writeRun, type FakeRun} from '../support/fake-run.js';

function diff(a: FakeRun, b: FakeRun): RunDiff {
  const root = temporaryFolder();
  return diffRuns(writeRun(join(root, 'a'), a), writeRun(join(root, 'b'), b));
}
const rowOf = (result: RunDiff, key: string) => result.metrics.find((row) => row.key === key);
const differing = (result: RunDiff): string[] =>
  (['configuration', 'data', 'environment', 'metrics'] as const).flatMap((group) =>
    result[group].filter(({differs}) => differs).map(({key}) => `${group}: ${key}`),
  );
const OTHER = 'b'.repeat(64);

describe('diffRuns', () => {
  afterEach(removeFolders);
  it('finds no difference between equal runs, and prints no table then', () => {
    const result = diff({}, {});
    expect(differing(result)).to.deep.equal([]);
    expect(diffTables(result, {all: false})).to.deep.equal([]);
    expect(diffTables(result, {all: true}).map(({title}) => title)).to.deep.equal([
      'configuration',
      'data',
      'environment',
      'metrics',
    ]);
  });

  it('sorts each difference into its group', () => {
    const result = diff(
      {settings: {learningRate: 0.1}},
      {
        settings: {learningRate: 0.2, threads: 2},
        manifest: {data: {sha256: OTHER}, versions: {onnxruntime: '1.31.0'}, result: {epochs: 6}},
      },
    );
    expect(differing(result)).to.deep.equal([
      'configuration: learning-rate',
      'data: train sha256',
      'environment: onnxruntime',
      'environment: threads',
      'metrics: epochs',
    ]);
  });

  it('subtracts and judges metrics measured on the same rows', () => {
    const result = diff({}, {manifest: {result: {validMetrics: {rmse: 12}, validLoss: 0.5}}});
    expect(rowOf(result, 'rmse')).to.include({a: 10, b: 12, delta: 2, better: 'a'});
    expect(rowOf(result, 'valid-loss')?.delta).to.be.closeTo(-0.1, 1e-12);
    expect(rowOf(result, 'valid-loss')?.better).to.equal('b');
    const [table] = diffTables(result, {all: false});
    expect(table?.rows.find(([key]) => key === 'rmse')?.at(-1)).to.match(/\/a is better$/);
  });

  it('judges a metric of which more is better the other way', () => {
    const accuracy = (value: number): FakeRun => ({manifest: {result: {validMetrics: {accuracy: value}}}});
    expect(rowOf(diff(accuracy(0.8), accuracy(0.9)), 'accuracy')?.better).to.equal('b');
  });

  it('says "not comparable" instead of a delta where the validation rows differ', () => {
    const result = diff({}, {manifest: {valid: {sha256: OTHER}, result: {validMetrics: {rmse: 12}, validLoss: 0.5}}});
    for (const key of ['rmse', 'valid-loss'])
      expect(rowOf(result, key)).to.include({delta: null, note: 'not comparable: different validation rows'});
    expect(rowOf(result, 'rmse')).to.not.have.property('better');
    expect(rowOf(result, 'train-loss')).to.include({delta: 0});
  });

  it('does not compare losses of different kinds or over different training rows, but still the metrics', () => {
    const other = diff({}, {manifest: {result: {loss: 'mae', trainLoss: 0.1}}});
    expect(rowOf(other, 'train-loss')).to.include({delta: null, note: 'not comparable: different losses'});
    const options = diff({}, {manifest: {result: {lossOptions: {delta: 2}, trainLoss: 0.1}}});
    expect(rowOf(options, 'train-loss')).to.include({note: 'not comparable: different losses'});
    const data = diff({}, {manifest: {data: {sha256: OTHER}, result: {validMetrics: {rmse: 9}}}});
    expect(rowOf(data, 'valid-loss')).to.include({note: 'not comparable: different training rows'});
    expect(rowOf(data, 'rmse')).to.include({delta: -1, better: 'b'});
  });

  it('leaves the delta out where one run has no such metric', () => {
    const result = diff({}, {manifest: {result: {validMetrics: {mae: 3}}}});
    expect(rowOf(result, 'rmse')).to.include({a: 10, b: null, delta: null});
    expect(rowOf(result, 'mae')).to.include({a: null, b: 3, delta: null});
  });

  it('refuses a run that is not finished', () => {
    expect(errorOf(() => diff({}, {manifest: null}))).to.include({code: 'RUN_NOT_FOUND', exitStatus: 4});
  });
});
