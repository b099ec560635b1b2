// What the server and its workers say to each other, and errors on their way between threads.
import {IngotError} from '../core/index.js';
import type {Device} from '../runtime/index.js';
import type {Feeds} from './batcher.js';

export interface WorkerOptions {
  /** A path, or the encoded model. */
  readonly model: string | Uint8Array;
  readonly device: Device;
  readonly threads: number;
}

export interface RunMessage {
  readonly type: 'run';
  readonly feeds: Feeds;
  readonly outputs: readonly string[];
}
export type ToWorker = RunMessage | {readonly type: 'stop'};

export type FromWorker =
  | {readonly type: 'ready'; readonly provider: string}
  | {readonly type: 'done'; readonly outputs: Feeds}
  | {readonly type: 'failed'; readonly error: ErrorData};

/** An error as plain data: a class does not survive the way between threads. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly exitStatus: number;
  readonly hints: readonly string[];
}

export function errorToData(error: unknown): ErrorData {
  if (error instanceof IngotError)
    return {code: error.code, message: error.message, exitStatus: error.exitStatus, hints: error.suggestions};
  return {
    code: 'INTERNAL_WORKER',
    message: error instanceof Error ? error.message : String(error),
    exitStatus: 1,
    hints: [],
  };
}

export function errorFromData({code, message, exitStatus, hints}: ErrorData): IngotError {
  return new IngotError(code, message, exitStatus, {hints});
}
