// What the thread that trains and the thread that talks to people say to each other.
import {IngotError, type IngotEvent} from '../core/index.js';
import type {RunConfig, RunPaths} from './config.js';
import type {LearningRateSweep} from './learning-rate-sweep.js';
import type {EpochRecord} from './metrics-log.js';
import type {Monitor} from './monitor.js';
import type {StopReason} from './progress-state.js';

/** What the worker is started with. */
export interface JobRequest {
  readonly folder: string;
  readonly config: RunConfig;
  readonly paths: RunPaths;
  readonly isResume: boolean;
  /** An earlier run in the folder is to be replaced, once the new one can begin. */
  readonly replaces: boolean;
  /** Sweep the learning rates instead of training: nothing is written. */
  readonly sweeps?: boolean;
  /** The command line, without absolute paths. */
  readonly argv: readonly string[];
  /** One int32; anything but 0 asks to stop. Shared memory, because a running session hears no messages. */
  readonly stop: SharedArrayBuffer;
}

export type TrainEvent =
  | IngotEvent
  /** Preparation is over; the folder can be resumed from now on. */
  | {readonly type: 'start'; readonly step: number; readonly totalSteps: number}
  | {readonly type: 'steps'; readonly firstStep: number; readonly losses: Float32Array}
  | {readonly type: 'epoch'; readonly record: EpochRecord};

export interface TrainResult {
  /** The run folder as it was named. */
  readonly run: string;
  readonly model: string;
  readonly reason: StopReason;
  readonly epochs: number;
  readonly steps: number;
  readonly rows: number;
  readonly trainLoss: number | null;
  /** Of the weights in `model`, where there were validation rows. */
  readonly validLoss: number | null;
  readonly validMetrics: Readonly<Record<string, number>>;
  readonly bestEpoch: number | null;
  /** What the best epoch was decided by, and its value then; null without validation rows. */
  readonly monitor: (Monitor & {readonly value: number}) | null;
  readonly device: string;
  readonly threads: number;
  readonly seconds: number;
}

export type JobEnd =
  | {readonly type: 'done'; readonly result: TrainResult}
  | {readonly type: 'swept'; readonly sweep: LearningRateSweep}
  | {readonly type: 'stopped'; readonly step: number | null /* nothing was trained yet */}
  | {readonly type: 'failed'; readonly error: ErrorData; readonly hasBegun: boolean};

export type FromWorker =
  {readonly type: 'event'; readonly event: TrainEvent} | {readonly type: 'end'; readonly end: JobEnd};

/** An error as plain data: a class does not survive the way between threads. */
export interface ErrorData {
  readonly isOurs: boolean;
  readonly code: string;
  readonly message: string;
  readonly exitStatus: number;
  readonly hints: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly stack: string | undefined;
}

export function errorToData(error: unknown): ErrorData {
  const {message, stack} = error instanceof Error ? error : new Error(String(error));
  const common = {message, stack};
  if (error instanceof IngotError)
    return {
      ...common,
      isOurs: true,
      code: error.code,
      exitStatus: error.exitStatus,
      hints: error.suggestions,
      data: JSON.parse(JSON.stringify(error.data)) as Record<string, unknown>,
    };
  return {...common, isOurs: false, code: '', exitStatus: 1, hints: [], data: {}};
}

export function errorFromData(data: ErrorData): Error {
  const error = data.isOurs
    ? new IngotError(data.code, data.message, data.exitStatus, {hints: data.hints, data: data.data})
    : new Error(data.message);
  if (data.stack !== undefined) error.stack = data.stack;
  return error;
}
