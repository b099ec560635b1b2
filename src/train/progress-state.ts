// What a run has come to: the counters that go into a checkpoint beside the tensors, and the rules that change them.
// Everything here is a pure function of the losses, so an interrupted run and an uninterrupted one agree.
import type {ScheduleMemory} from '../optim/index.js';

export interface TrainingState {
  /** Steps taken. */
  readonly step: number;
  /** Epochs finished, validation included. */
  readonly epoch: number;
  /** Sum over the current epoch of batch loss · rows, and the rows: double, added step by step. */
  readonly lossSum: number;
  readonly rowsSeen: number;
  /** Mean training loss of the last finished epoch. */
  readonly trainLoss: number | null;
  /** The lowest validation loss so far, and the epoch (1-based) after which it was measured. */
  readonly bestLoss: number | null;
  readonly bestEpoch: number | null;
  readonly bestMetrics: Readonly<Record<string, number>>;
  /** The loss that early stopping compares with, and the epochs since it was set. */
  readonly referenceLoss: number | null;
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
  bestLoss: null,
  bestEpoch: null,
  bestMetrics: {},
  referenceLoss: null,
  epochsWithoutGain: 0,
  scheduleMemory: null,
};

/** Counts steps of the current epoch. @param lengths - rows of each step */
export function afterSteps(state: TrainingState, losses: Float32Array, lengths: readonly number[]): TrainingState {
  let {lossSum, rowsSeen} = state;
  lengths.forEach((length, index) => {
    lossSum += (losses[index] ?? 0) * length;
    rowsSeen += length;
  });
  return {...state, step: state.step + lengths.length, lossSum, rowsSeen};
}

export interface Validation {
  /** Mean loss over the validation rows, in training space. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Ends an epoch. @returns the new state, and whether these weights are the best so far */
export function afterEpoch(
  state: TrainingState,
  validation: Validation | undefined,
  minDelta: number,
): {state: TrainingState; isBest: boolean} {
  const ended = {
    ...state,
    epoch: state.epoch + 1,
    trainLoss: state.rowsSeen > 0 ? state.lossSum / state.rowsSeen : null,
    lossSum: 0,
    rowsSeen: 0,
  };
  if (!validation) return {state: ended, isBest: false};
  const {loss} = validation;
  const isBest = state.bestLoss === null || loss < state.bestLoss;
  const hasGained = state.referenceLoss === null || loss < state.referenceLoss - minDelta;
  return {
    isBest,
    state: {
      ...ended,
      ...(isBest ? {bestLoss: loss, bestEpoch: ended.epoch, bestMetrics: validation.metrics} : {}),
      referenceLoss: hasGained ? loss : state.referenceLoss,
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
