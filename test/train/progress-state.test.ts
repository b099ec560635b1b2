import {expect} from 'chai';
import {monitorOf, type Monitor} from '../../src/train/monitor.js';
import {afterEpoch, afterSteps, finishedBy, INITIAL_STATE, type TrainingState} from '../../src/train/progress-state.js';
import {errorOf} from '../support/error-of.js';

const LOSS: Monitor = {name: 'loss', better: 'lower'};

const epochs = (losses: readonly number[], minDelta = 0, monitor = LOSS): TrainingState =>
  losses.reduce(
    (state, loss) => afterEpoch(state, {loss, metrics: {accuracy: loss / 10}}, {monitor, minDelta}).state,
    INITIAL_STATE,
  );

describe('the state of a training', () => {
  it('weighs the loss of each step by its rows', () => {
    const state = afterSteps(INITIAL_STATE, Float32Array.of(1, 4), [32, 16]);
    expect(afterEpoch(state, undefined, {monitor: LOSS, minDelta: 0}).state.trainLoss).to.equal(2);
  });

  it('is the same whether steps are counted in one run or one by one', () => {
    const losses = Float32Array.from({length: 50}, (_, index) => Math.fround(Math.sin(index) + 2));
    const lengths = Array.from(losses, (_, index) => (index === 49 ? 3 : 32));
    let single = INITIAL_STATE;
    losses.forEach((loss, index) => {
      single = afterSteps(single, Float32Array.of(loss), [lengths[index] ?? 0]);
    });
    expect(afterSteps(INITIAL_STATE, losses, lengths)).to.deep.equal(single);
  });

  it('remembers the lowest validation loss, its epoch and its metrics', () => {
    expect(epochs([3, 1, 2]))
      .to.include({bestLoss: 1, bestEpoch: 2})
      .and.to.deep.include({bestMetrics: {accuracy: 0.1}});
  });

  it('keeps a slightly better model even when the gain is too small to go on for', () => {
    expect(epochs([3, 2.95, 2.92], 0.1)).to.include({
      bestLoss: 2.92,
      bestEpoch: 3,
      referenceValue: 3,
      epochsWithoutGain: 2,
    });
  });

  it('follows a metric the way its definition calls better, and keeps the loss of that epoch', () => {
    const accuracy = monitorOf('accuracy', 'classification');
    expect(epochs([3, 5, 4], 0, accuracy)).to.include({
      bestValue: 0.5,
      bestLoss: 5,
      bestEpoch: 2,
      referenceValue: 0.5,
      epochsWithoutGain: 1,
    });
    expect(epochs([2, 2.5], 0.1, accuracy)).to.include({bestValue: 0.25, referenceValue: 0.2, epochsWithoutGain: 1});
  });

  it('refuses to follow a metric without a value, one of another task and one that is none', () => {
    const auc = monitorOf('roc_auc', 'classification');
    expect(errorOf(() => epochs([1], 0, auc))).to.have.property('code', 'TRAIN_MONITOR_UNDEFINED');
    const other = errorOf(() => monitorOf('rmse', 'classification'));
    expect(other).to.include({code: 'TRAIN_OPTION_INVALID', exitStatus: 2});
    expect(other.suggestions.join()).to.include('accuracy').and.to.not.include('rmse');
    expect(errorOf(() => monitorOf('acuracy', 'classification')).suggestions.join()).to.include("mean 'accuracy'");
  });

  const ends = [
    {name: 'after the last epoch', losses: [3, 2], patience: 0, reason: 'epochs'},
    {
      name: 'after as many epochs without gain as the patience',
      losses: [1, 2, 2],
      patience: 2,
      reason: 'early-stopping',
    },
    {name: 'not while the loss falls', losses: [3, 2, 1], patience: 1, reason: undefined},
    {name: 'not early with patience 0', losses: [1, 2, 3], patience: 0, reason: undefined},
  ];
  for (const {name, losses, patience, reason} of ends)
    it(`ends ${name}`, () => {
      expect(finishedBy(epochs(losses), {epochs: reason === 'epochs' ? losses.length : 9, patience})).to.equal(reason);
    });
});
