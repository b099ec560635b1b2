// Rows on disk: the very batches that rows in memory give, in windows of any size, at any step, after any other.
import {existsSync, readdirSync} from 'node:fs';
import {expect} from 'chai';
import type {PreparedData} from '../../src/prepare/index.js';
import {DiskRows} from '../../src/train/disk-rows.js';
import type {EngineSteps} from '../../src/train/engine.js';
import {epochOrder, planEpoch, rowsOfSteps} from '../../src/train/sampler.js';
import {resolveSettings} from '../../src/train/settings.js';
import {sharedFolder} from '../support/cli.js';

const ROWS = 1009;
const BATCH = 32;
const WIDTHS = {numbers: 3, image: 60} as const;
const settings = {...resolveSettings({seed: 11}, false), batchSize: BATCH};
const plan = planEpoch(ROWS, BATCH);

const numbers = Float32Array.from({length: ROWS * WIDTHS.numbers}, (_, at) => at / 7);
const image = Int32Array.from({length: ROWS * WIDTHS.image}, (_, at) => (at * 37) % 251);

function prepared(): PreparedData {
  const entry = (name: keyof typeof WIDTHS, dtype: 'float32' | 'int32') => {
    const data = dtype === 'int32' ? new Int32Array() : new Float32Array();
    return {name, dtype, dims: [WIDTHS[name]], width: WIDTHS[name], data};
  };
  return {
    rowCount: ROWS,
    entry: [entry('numbers', 'float32'), entry('image', 'int32')],
    target: Int32Array.from({length: ROWS}, (_, row) => row),
    weights: Float32Array.from({length: ROWS}, (_, row) => row / 2),
  } as unknown as PreparedData;
}

function onDisk(windowBytes: number, workDir?: string): DiskRows {
  const disk = new DiskRows({windowBytes, workDir});
  for (let begin = 0; begin < ROWS; begin += 100) {
    const end = Math.min(ROWS, begin + 100);
    const part = new Map<string, Float32Array | Int32Array>([
      ['numbers', numbers.subarray(3 * begin, 3 * end)],
      ['image', image.subarray(60 * begin, 60 * end)],
    ]);
    disk.add(part, end - begin);
  }
  return disk;
}

function stepsOf(epoch: number, first: number, count: number): EngineSteps {
  const {indices, lengths} = rowsOfSteps(plan, epochOrder(ROWS, settings.seed, epoch), first, count);
  return {firstStep: epoch * plan.stepCount + first + 1, indices, lengths, totals: lengths, learningRates: lengths};
}

function expectSame(source: ReturnType<DiskRows['source']>, steps: EngineSteps): void {
  const {rows, indices} = source(steps);
  expect([...indices]).to.deep.equal(Array.from(steps.indices, (_, place) => place));
  steps.lengths.forEach((length, step) => {
    for (let place = step * BATCH; place < step * BATCH + length; place += 1) {
      const row = steps.indices[place] ?? -1;
      expect(rows.target?.[place]).to.equal(row);
      expect(rows.weights?.[place]).to.equal(row / 2);
      for (const [at, all] of [numbers, image].entries()) {
        const {width = 0, data = []} = rows.entry[at] ?? {};
        expect([...data.slice(place * width, (place + 1) * width)]).to.deep.equal([
          ...all.slice(row * width, (row + 1) * width),
        ]);
      }
    }
  });
}

describe('rows on disk', () => {
  for (const [name, bytes] of [
    ['of one window', 2 ** 24],
    ['of many', 10_000],
    ['of a row each', 1],
  ] as const)
    it(`come in the order of their epoch from windows ${name}`, () => {
      const disk = onDisk(bytes);
      try {
        const source = disk.source(prepared(), settings);
        for (const [epoch, first, count] of [
          [0, 0, 7],
          [0, 7, plan.stepCount - 7],
          // Back, on to another epoch, and into the middle of one, as a resumed run begins.
          [0, 3, 2],
          [2, 20, 5],
        ] as const)
          expectSame(source, stepsOf(epoch, first, count));
      } finally {
        disk.close();
      }
    });

  it('leave nothing behind, and say when the folder for them is not there', () => {
    const folder = sharedFolder();
    const disk = onDisk(1000, folder);
    expect(existsSync(disk.folder)).to.equal(true);
    const before = readdirSync(folder).length;
    disk.close();
    expect(existsSync(disk.folder)).to.equal(false);
    expect(readdirSync(folder).length).to.equal(before - 1);
    expect(() => onDisk(1000, '/nowhere/at/all')).to.throw(/nowhere/);
  });
});
