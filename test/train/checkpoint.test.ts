import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import {decodeModel, encodeModel, type Tensor} from '../../src/onnx/index.js';
import {checkpointFromModel, checkpointToModel, type Checkpoint} from '../../src/train/checkpoint.js';
import {listCheckpoints, readLatestCheckpoint, writeCheckpoint} from '../../src/train/checkpoint-store.js';
import {INITIAL_STATE} from '../../src/train/progress-state.js';

const tensor = (...data: number[]): Tensor => ({dtype: 'float32', dims: [data.length], data: Float32Array.from(data)});

function makeCheckpoint(step: number): Checkpoint {
  return {
    tensors: {
      parameters: new Map([['w/x', tensor(step, 1, -0)]]),
      slots: new Map([['w/x/m', tensor(0.1, NaN, 3)]]),
    },
    best: new Map([['w/x', tensor(7, 8, 9)]]),
    state: {...INITIAL_STATE, step, lossSum: 0.1 + 0.2, bestLoss: 0.1, bestMetrics: {accuracy: 1 / 3}},
    configId: 'abc',
    inputs: {model: 'm', data: 'd', valid: null},
  };
}

describe('a checkpoint', () => {
  let folder: string;
  const events: IngotEvent[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ingot-checkpoint-'));
    events.length = 0;
  });
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true});
  });
  const read = (): Promise<Checkpoint | undefined> => readLatestCheckpoint(folder, (event) => events.push(event));
  const damage = (name: string, change: (bytes: Buffer) => Uint8Array): void => {
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name))));
  };

  it('comes back from its ONNX file bit by bit', () => {
    const given = makeCheckpoint(5);
    const model = decodeModel(encodeModel(checkpointToModel(given)));
    expect(checkpointFromModel(model, 'x')).to.deep.equal(given);
  });

  it('has equal bytes for equal content', () => {
    expect(encodeModel(checkpointToModel(makeCheckpoint(5)))).to.deep.equal(
      encodeModel(checkpointToModel(makeCheckpoint(5))),
    );
  });

  it('is kept with the one before it, and no more', async () => {
    for (const step of [0, 10, 200]) await writeCheckpoint(folder, makeCheckpoint(step));
    expect(listCheckpoints(folder)).to.deep.equal([
      'checkpoints/step-000000200.onnx',
      'checkpoints/step-000000010.onnx',
    ]);
    expect((await read())?.state.step).to.equal(200);
  });

  const damages = [
    {name: 'cut short', change: (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)},
    {name: 'empty', change: () => new Uint8Array()},
    {
      name: 'with one changed weight',
      change: (bytes: Buffer) => {
        const at = bytes.indexOf(Buffer.from(Float32Array.of(7, 8, 9).buffer));
        bytes[at + 1] = (bytes[at + 1] ?? 0) ^ 1;
        return bytes;
      },
    },
    {
      name: 'with changed counters',
      change: (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"step":20', '"step":21'), 'latin1'),
    },
  ];
  for (const {name, change} of damages)
    it(`gives way to the older one when it is ${name}, and says so`, async () => {
      for (const step of [10, 20]) await writeCheckpoint(folder, makeCheckpoint(step));
      damage('checkpoints/step-000000020.onnx', change);
      expect((await read())?.state.step).to.equal(10);
      expect(events.map(({type}) => type)).to.deep.equal(['warning']);
      // The damaged one must not count among the two that are kept.
      expect(readdirSync(join(folder, 'checkpoints'))).to.deep.equal(['step-000000010.onnx']);
    });

  it('is an error when none is whole', async () => {
    await writeCheckpoint(folder, makeCheckpoint(1));
    damage('checkpoints/step-000000001.onnx', (bytes) => bytes.subarray(0, 40));
    const error = await read().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.include({code: 'CHECKPOINT_CORRUPT', exitStatus: 3});
  });

  it('is absent, not an error, where none was written', async () => {
    expect(await read()).to.equal(undefined);
  });
});
