// What `ingot train` calls: takes the folder, starts the thread that trains, relays what it says, and asks it to
// stop. The thread is never ended by force: a running session would take the process down with it.
import {coreError, invariant, isDatabaseAddress, type Report} from '../core/index.js';
import {spawnWorker, workerEntry} from '../runtime/index.js';
import {
  pathsOf,
  readConfig,
  resumeConfig,
  toRunPath,
  writeConfig,
  type ResumeOptions,
  type RunConfig,
} from './config.js';
import {trainError} from './errors.js';
import type {LearningRateSweep} from './learning-rate-sweep.js';
import {lockRun} from './lock.js';
import {relocatableArgv} from './manifest.js';
import {
  errorFromData,
  type FromWorker,
  type JobEnd,
  type JobRequest,
  type TrainEvent,
  type TrainResult,
} from './messages.js';
import {claimNewRun, discardRun} from './run-folder.js';
import {resolveSettings, type GivenSettings} from './settings.js';

export interface TrainOptions extends GivenSettings {
  /** An ONNX file of ingot, or the run folder of an earlier training. */
  readonly model: string;
  /** Files or `-`. */
  readonly data: readonly string[];
  readonly valid?: readonly string[] | undefined;
  /** A run or a model whose weights, by name and shape, it begins with. */
  readonly initFrom?: string | undefined;
  /** The run folder to make. */
  readonly out: string;
  /** Replace a run that is there. */
  readonly force?: boolean | undefined;
  /** The command line, for the manifest. */
  readonly argv?: readonly string[] | undefined;
}

export interface TrainHooks {
  readonly report: Report;
  readonly onEvent?: ((event: TrainEvent) => void) | undefined;
  /** Stops at the next run of steps, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a model into a new run folder.
 *
 * @throws IngotError `RUN_EXISTS`, `RUN_LOCKED`, `TRAIN_OPTION_INVALID`, `TRAIN_MEMORY_EXCEEDED`, `TRAIN_NON_FINITE`,
 * `INTERRUPTED` (with the command that resumes), and what opening model and rows throws
 */
export async function train(options: TrainOptions, hooks: TrainHooks): Promise<TrainResult> {
  const {model, data, valid, initFrom, out, force = false, argv = [], ...given} = options;
  const settings = resolveSettings(given, valid !== undefined);
  if (data.includes('-') && valid?.includes('-') === true)
    throw trainError('TRAIN_OPTION_INVALID', "--data and --valid cannot both be standard input ('-').");
  refuseDatabases([...data, ...(valid ?? [])]);
  const claim = claimNewRun(out, {force, model});
  const {isNew} = claim;
  const release = (): void => {
    claim.release();
  };
  try {
    const config: RunConfig = {
      model: toRunPath(out, model),
      data: data.map((path) => toRunPath(out, path)),
      valid: valid?.map((path) => toRunPath(out, path)) ?? null,
      initFrom: initFrom === undefined ? null : toRunPath(out, initFrom),
      settings,
    };
    // An early death leaves a folder that knows what it was for, and resumes at step 0.
    if (isNew) writeConfig(out, config);
    const end = await runWorker({folder: out, config, isResume: false, replaces: !isNew, argv}, hooks);
    if (isNew && end.type === 'failed' && !end.hasBegun) {
      release();
      discardRun(out);
    }
    // A run that was to be replaced is still there, untouched: nothing of the new one can go on.
    return resultOf(end, out, isNew || end.type !== 'stopped' || end.step !== null);
  } finally {
    release();
  }
}

/**
 * Goes on with a run from its last checkpoint; the result is what it would have been without the interruption.
 *
 * @throws IngotError `RUN_NOT_FOUND`, `RUN_LOCKED`, `RESUME_OPTION_CHANGED`, `RESUME_INPUT_CHANGED`,
 * `CHECKPOINT_CORRUPT`, and what {@link train} throws
 */
export async function resumeTraining(
  folder: string,
  overrides: ResumeOptions & {readonly argv?: readonly string[] | undefined},
  hooks: TrainHooks,
): Promise<TrainResult> {
  const {argv = [], ...given} = overrides;
  const config = resumeConfig(folder, readConfig(folder), given);
  const release = lockRun(folder);
  try {
    return resultOf(await runWorker({folder, config, isResume: true, replaces: false, argv}, hooks), folder);
  } finally {
    release();
  }
}

/**
 * Sweeps the learning rates of a training that is not made: nothing is written, `out`, `valid` and the schedule are left
 * alone.
 *
 * @throws IngotError `INTERRUPTED`, and what opening model and rows throws
 */
export async function findLearningRate(options: TrainOptions, hooks: TrainHooks): Promise<LearningRateSweep> {
  const {model, data, initFrom, argv = [], ...given} = options;
  refuseDatabases(data);
  const config: RunConfig = {
    model: toRunPath('.', model),
    data: data.map((path) => toRunPath('.', path)),
    valid: null,
    initFrom: initFrom === undefined ? null : toRunPath('.', initFrom),
    settings: resolveSettings(sweptSettings(given), false),
  };
  const end = await runWorker({folder: '.', config, isResume: false, replaces: false, sweeps: true, argv}, hooks);
  if (end.type === 'swept') return end.sweep;
  if (end.type === 'failed') throw errorFromData(end.error);
  throw coreError('INTERRUPTED', 'Stopped: the sweep has made nothing.');
}

/** What only a whole training needs: validation, schedule, average. */
const WHOLE_ONLY = new Set<string>([
  ...['valid', 'out', 'force', 'patience', 'minDelta', 'monitor', 'untilConverged'],
  ...['schedule', 'scheduleOption', 'average', 'averageOption'],
]);

function sweptSettings(given: GivenSettings): GivenSettings {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !WHOLE_ONLY.has(name)));
}

/**
 * A run keeps where its rows are and reads them again, epoch after epoch and when it is resumed: a database would give others,
 * and its address may hold a password.
 */
function refuseDatabases(sources: readonly string[]): void {
  if (sources.some(isDatabaseAddress))
    throw trainError('TRAIN_OPTION_INVALID', 'Training reads files, not a database: its rows must stay the same.', {
      hints: ['Import them first: ingot data import ADDRESS -o rows.arrow'],
    });
}

function runWorker(request: Omit<JobRequest, 'stop' | 'paths'>, hooks: TrainHooks): Promise<JobEnd> {
  const stop = new SharedArrayBuffer(4);
  const askToStop = (): void => {
    Atomics.store(new Int32Array(stop), 0, 1);
  };
  const paths = pathsOf(request.folder, request.config);
  const job: JobRequest = {...request, argv: relocatableArgv(request.argv), paths, stop};
  const readsInput = [...paths.data, ...(paths.valid ?? [])].includes('-');
  const worker = spawnWorker(workerEntry(import.meta.url, '../train/worker'), job, {stdin: readsInput});
  // A thread has no standard input of its own.
  if (readsInput && worker.stdin) process.stdin.pipe(worker.stdin);
  return new Promise<JobEnd>((done, fail) => {
    let end: JobEnd | undefined;
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'end') end = message.end;
      else relay(message.event, hooks);
    });
    worker.on('error', fail);
    worker.on('exit', (code) => {
      hooks.signal?.removeEventListener('abort', askToStop);
      // A pipe that is still open must not keep the process alive.
      if (readsInput) process.stdin.destroy();
      if (end) done(end);
      else fail(trainError('TRAIN_WORKER_DIED', `The training thread ended with ${String(code)} and said nothing.`));
    });
    hooks.signal?.addEventListener('abort', askToStop);
    if (hooks.signal?.aborted === true) askToStop();
  });
}

function relay(event: TrainEvent, {report, onEvent}: TrainHooks): void {
  onEvent?.(event);
  if (event.type === 'note' || event.type === 'warning' || event.type === 'progress') report(event);
}

function resultOf(end: JobEnd, folder: string, canResume = true): TrainResult {
  if (end.type === 'done') return end.result;
  invariant(end.type !== 'swept', 'a training ends as one');
  if (end.type === 'failed') throw errorFromData(end.error);
  const quoted = /^[\w@%+=:,./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", `'\\''`)}'`;
  const where =
    end.step === null ? 'before the first step' : `at step ${String(end.step)}; the checkpoint of this step is written`;
  throw coreError('INTERRUPTED', `Stopped ${where}.`, {
    hints: canResume ? [`Go on: ingot train --resume ${quoted}`] : ['The run that was to be replaced is untouched.'],
    data: {run: folder, step: end.step ?? 0, resume: ['ingot', 'train', '--resume', folder]},
  });
}
