import {appendFileSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'chai';
import {appendRecord, METRICS_LOG, readRecords, truncateRecords} from '../../src/train/metrics-log.js';

describe('metrics.jsonl', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ingot-metrics-'));
    for (const epoch of [1, 2, 3])
      appendRecord(folder, {epoch, step: 10 * epoch, learningRate: 1, trainLoss: 0, seconds: 0});
  });
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true});
  });
  const epochsKept = (): number[] => readRecords(folder).map(({epoch}) => epoch);

  it('is cut back to what a checkpoint has seen', () => {
    truncateRecords(folder, 20);
    expect(epochsKept()).to.deep.equal([1, 2]);
  });

  it('is whole again after a crash in the middle of a line', () => {
    appendFileSync(join(folder, METRICS_LOG), '{"epoch":4,"st');
    truncateRecords(folder, 100);
    appendRecord(folder, {epoch: 4, step: 40, learningRate: 1, trainLoss: 0, seconds: 0});
    expect(epochsKept()).to.deep.equal([1, 2, 3, 4]);
    expect(readFileSync(join(folder, METRICS_LOG), 'utf8').trimEnd().split('\n')).to.have.lengthOf(4);
  });

  it('is empty, not absent, at the start', () => {
    truncateRecords(folder, 0);
    expect(readFileSync(join(folder, METRICS_LOG), 'utf8')).to.equal('');
  });
});
