// The loop with an engine that computes nothing: which learning rate each step gets, whatever interrupts it.
import {expect} from 'chai';
import type {Engine, EngineSteps} from '../../src/train/engine.js';
import {runLoop, type EpochEnd, type LoopEnd} from '../../src/train/loop.js';
import {INITIAL_STATE, type TrainingState} from '../../src/train/progress-state.js';
import {resolveSettings} from '../../src/train/settings.js';
import type {TensorMap} from '../../src/train/tensors.js';
import {float32} from '../support/training.js';

const ROWS = 24;
const BATCH_SIZE = 4;
const STEPS_PER_EPOCH = ROWS / BATCH_SIZE;
/** After each epoch: a plateau in the middle, and one at the end. */
const VALID_LOSSES = [1, 0.9, 0.9, 0.95, 0.91, 0.5, 0.6, 0.6, 0.6, 0.6];

const settings = {
  ...resolveSettings(
    {
      learningRate: 0.1,
      schedule: 'reduce-on-plateau',
      scheduleOption: {factor: 0.5, patience: 1},
      warmupSteps: 3,
      epochs: VALID_LOSSES.length,
      patience: 0,
    },
    true,
  ),
  batchSize: BATCH_SIZE,
};

/** Counts its steps in its only weight, so that a new one goes on where a checkpoint says. */
class CountingEngine implements Engine {
  readonly provider = 'cpu';
  readonly convBlock = undefined;
  readonly hasValidation = true;
  private steps = 0;

  constructor(private readonly rates: number[]) {}

  load(parameters: TensorMap): void {
    this.steps = Number((parameters.get('steps')?.data as Float32Array)[0]);
  }
  run({firstStep, learningRates, lengths}: EngineSteps): Promise<Float32Array> {
    expect(firstStep).to.equal(this.steps + 1);
    this.rates.push(...learningRates);
    this.steps += lengths.length;
    return Promise.resolve(new Float32Array(lengths.length).fill(1));
  }
  tensors(): {parameters: TensorMap; slots: TensorMap} {
    return {parameters: new Map([['steps', float32([1], [this.steps])]]), slots: new Map()};
  }
  isFinite(): boolean {
    return true;
  }
  mark(): number {
    return this.steps;
  }
  restore(mark: unknown): void {
    this.steps = mark as number;
  }
  validate(): Promise<{loss: number; metrics: Record<string, number>}> {
    return Promise.resolve({loss: VALID_LOSSES[this.steps / STEPS_PER_EPOCH - 1] ?? NaN, metrics: {}});
  }
  anomaly(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface Sitting {
  readonly end: LoopEnd;
  readonly rates: readonly number[];
  readonly epochs: readonly EpochEnd[];
  /** What was saved last: state, as a checkpoint holds it, and weights. */
  readonly saved: {readonly state: TrainingState; readonly parameters: TensorMap} | undefined;
}

async function sit(from: Sitting['saved'], stopsAtOnce: boolean): Promise<Sitting> {
  const rates: number[] = [];
  const epochs: EpochEnd[] = [];
  const engine = new CountingEngine(rates);
  if (from) engine.load(from.parameters);
  let saved = from;
  const end = await runLoop(
    engine,
    {rowCount: ROWS, settings, monitor: {name: 'loss', better: 'lower'}, state: from?.state ?? INITIAL_STATE},
    {
      now: () => 0,
      isStopping: () => stopsAtOnce && rates.length > 0,
      onSteps: () => undefined,
      onEpoch: (epoch) => epochs.push(epoch),
      save: (state) => {
        saved = {state: JSON.parse(JSON.stringify(state)) as TrainingState, parameters: engine.tensors().parameters};
        return Promise.resolve();
      },
    },
  );
  return {end, rates, epochs, saved};
}

describe('the training loop', () => {
  it('lowers the rate when the validation loss stays, and logs the rate that the epoch had', async () => {
    const {rates, epochs} = await sit(undefined, false);
    const ofEpoch = [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025];
    const expected = ofEpoch.flatMap((rate) => Array.from({length: STEPS_PER_EPOCH}, () => rate));
    const rising = [0.1 / 3, 0.2 / 3];
    const differences = rates.map((rate, index) => Math.abs(rate - (rising[index] ?? expected[index] ?? NaN)));
    expect(Math.max(...differences)).to.be.below(1e-15);
    expect(epochs.map(({learningRate}) => learningRate)).to.deep.equal(ofEpoch);
  });

  it('takes the same steps at the same rates when it is stopped after every run of steps', async () => {
    const straight = await sit(undefined, false);
    const rates: number[] = [];
    let part = await sit(undefined, true);
    let sittings = 1;
    while (part.end.reason === 'stopped') {
      rates.push(...part.rates);
      part = await sit(part.saved, true);
      sittings += 1;
    }
    rates.push(...part.rates);
    expect(sittings).to.be.above(VALID_LOSSES.length);
    expect(rates).to.deep.equal(straight.rates);
    expect(part.end.state).to.deep.equal(straight.end.state);
    expect(part.saved).to.deep.equal(straight.saved);
  });
});
