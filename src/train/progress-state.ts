// What a run has come to: the counters that go into a checkpoint beside the tensors, and the rules that change them.
// Everything here is a pure function of the losses, so an interrupted run and an uninterrupted one agree.
import type {ScheduleMemory} from '../optim/index.js';

import {isBetter, monitoredValue, type Monitor} from './monitor.js';

export interface TrainingState {
  /** Steps taken. */
  readonly step: number;
  /** Epochs finished, validation included. */
  readonly epoch: number;
  /** Sum over the current epoch of batch loss · rows (or their weights), and the rows: double, added step by step. */
  readonly lossSum: number;
  readonly rowsSeen: number;
  /** Mean training loss of the last finished epoch. */
  readonly trainLoss: number | null;
  /** The best monitored value so far, the epoch (1-based) after which it was measured, and the validation then. */
  readonly bestValue: number | null;
  readonly bestLoss: number | null;
  readonly bestEpoch: number | null;
  readonly bestMetrics: Readonly<Record<string, number>>;
  /** The value that early stopping compares with, and the epochs since it was set. */
  readonly referenceValue: number | null;
  readonly epochsWithoutGain: number;
  /** What the schedule remembers of the validation losses, where it follows them. */
  readonly scheduleMemory: ScheduleMemory | null;
}

export const INITIAL_STATE: TrainingState = {
  step: 0,
  epoch: 0,
  lossSum: 0,
  rowsSeen: 0,
  trainLoss: null,
  bestValue: null,
  bestLoss: null,
  bestEpoch: null,
  bestMetrics: {},
  referenceValue: null,
  epochsWithoutGain: 0,
  scheduleMemory: null,
};

/** Counts steps of the current epoch. @param totals - rows of each step, or the sum of their weights */
export function afterSteps(state: TrainingState, losses: Float32Array, totals: readonly number[]): TrainingState {
  let {lossSum, rowsSeen} = state;
  totals.forEach((total, index) => {
    lossSum += (losses[index] ?? 0) * total;
    rowsSeen += total;
  });
  return {...state, step: state.step + totals.length, lossSum, rowsSeen};
}

export interface Validation {
  /** Mean loss over the validation rows, in training space. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Watch {
  readonly monitor: Monitor;
  /** How much better counts as a gain. */
  readonly minDelta: number;
  /** The weights that are to be kept, an average, have not begun: nothing is the best yet, and nothing stops early. */
  readonly isProvisional?: boolean;
}

/**
 * Ends an epoch.
 *
 * @returns the new state, and whether these weights are the best so far
 * @throws IngotError `TRAIN_MONITOR_UNDEFINED`
 */
export function afterEpoch(
  state: TrainingState,
  validation: Validation | undefined,
  {monitor, minDelta, isProvisional = false}: Watch,
): {state: TrainingState; isBest: boolean} {
  const ended = {
    ...state,
    epoch: state.epoch + 1,
    trainLoss: state.rowsSeen > 0 ? state.lossSum / state.rowsSeen : null,
    lossSum: 0,
    rowsSeen: 0,
  };
  if (!validation || isProvisional) return {state: ended, isBest: false};
  const value = monitoredValue(monitor, validation);
  const {bestValue, referenceValue} = state;
  const isBest = bestValue === null || isBetter(monitor, value, bestValue);
  const hasGained = referenceValue === null || isBetter(monitor, value, referenceValue, minDelta);
  const best = {
    bestValue: value,
    bestLoss: validation.loss,
    bestEpoch: ended.epoch,
    bestMetrics: validation.metrics,
  };
  return {
    isBest,
    state: {
      ...ended,
      ...(isBest ? best : {}),
      referenceValue: hasGained ? value : referenceValue,
      epochsWithoutGain: hasGained ? 0 : state.epochsWithoutGain + 1,
    },
  };
}

export type StopReason = 'epochs' | 'early-stopping' | 'max-time';

/** Whether training is over after a finished epoch. @param patience - 0 never stops early */
export function finishedBy(
  state: TrainingState,
  limits: {readonly epochs: number; readonly patience: number},
): StopReason | undefined {
  if (state.epoch >= limits.epochs) return 'epochs';
  if (limits.patience > 0 && state.epochsWithoutGain >= limits.patience) return 'early-stopping';
  return undefined;
}
