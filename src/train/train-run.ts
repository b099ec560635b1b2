// The part of a sitting between the prepared rows and the last step: the loop, with its files and its events.
import type {Tensor} from '../onnx/index.js';
import {reopenRun, clearRun} from './run-folder.js';
import {writeCheckpoint} from './checkpoint-store.js';
import {configId, writeConfig} from './config.js';
import type {Job} from './job.js';
import {runLoop, type EpochEnd, type LoopEnd} from './loop.js';
import {appendRecord, truncateRecords, type EpochRecord} from './metrics-log.js';
import {INITIAL_STATE, type TrainingState} from './progress-state.js';
import {frozenWeights} from './parameter-groups.js';
import {planEpoch} from './sampler.js';
import {updateRows, type TrainSettings} from './settings.js';
import type {TensorMap} from './tensors.js';

export interface TrainedRun extends LoopEnd {
  readonly trainSeconds: number;
}

const seconds = (): number => performance.now() / 1000;

/**
 * @param onBegun - called when the folder can be resumed
 * @throws IngotError `TRAIN_NON_FINITE`, and what writing files throws
 */
export async function trainRun(job: Job, onBegun: () => void): Promise<TrainedRun> {
  const {engine, checkpoint, config, request, train} = job;
  const {folder} = request;
  const start = checkpoint?.state ?? INITIAL_STATE;
  const frozen = job.initSha256 === undefined ? new Map<string, Tensor>() : frozenWeights(job.network);
  const save = (state: TrainingState, best: TensorMap | undefined): Promise<void> =>
    writeCheckpoint(folder, {
      tensors: engine.tensors(),
      ...(best ? {best} : {}),
      ...(frozen.size > 0 ? {frozen} : {}),
      state,
      configId: configId(config),
      inputs: {
        model: job.modelSha256,
        data: train.sha256,
        valid: job.valid?.sha256 ?? null,
        init: job.initSha256,
      },
    });
  if (checkpoint) {
    engine.load(checkpoint.tensors.parameters, checkpoint.tensors.slots);
    reopenRun(folder);
    truncateRecords(folder, start.step);
    writeConfig(folder, config);
  } else {
    if (request.replaces) clearRun(folder);
    writeConfig(folder, config);
    truncateRecords(folder, 0);
    await save(start, undefined);
  }
  onBegun();
  if (config.settings.untilConverged) job.emit(criterionOf(config.settings));
  const {stepCount} = planEpoch(train.prepared.rowCount, updateRows(config.settings));
  job.emit({type: 'start', step: start.step, totalSteps: config.settings.epochs * stepCount});
  const begun = seconds();
  const log = createEpochLog(job);
  const end = await runLoop(
    engine,
    {
      rowCount: train.prepared.rowCount,
      weights: train.prepared.weights,
      settings: config.settings,
      monitor: job.monitor,
      state: start,
      best: checkpoint?.best,
    },
    {
      now: seconds,
      isStopping: job.isStopping,
      onSteps: (firstStep, losses, state) => {
        job.emit({type: 'steps', firstStep, losses});
        job.emit(progressOf(state, job, stepCount));
      },
      onEpoch: log,
      save,
    },
  );
  if (end.reason === 'epochs' && config.settings.untilConverged)
    job.emit({
      type: 'warning',
      message: `Not converged within ${String(config.settings.epochs)} epochs: go on with --resume and more --epochs.`,
    });
  if (config.settings.average !== null && !end.isAveraged)
    job.emit({
      type: 'warning',
      message: `The ${config.settings.average} average has not begun: the weights of the last step are kept.`,
    });
  return {...end, trainSeconds: seconds() - begun};
}

function criterionOf({monitor, patience, minDelta, epochs}: TrainSettings): Parameters<Job['emit']>[0] {
  const gain = minDelta === 0 ? 'no gain' : `no gain above ${String(minDelta)}`;
  const message =
    `Until converged: ends when ${String(patience)} epochs bring ${gain} in the validation's ${monitor}, ` +
    `after ${String(epochs)} epochs at the latest.`;
  return {type: 'note', message};
}

function createEpochLog(job: Job): (end: EpochEnd) => void {
  let begun = seconds();
  return ({state, validation, isBest, learningRate}) => {
    const record: EpochRecord = {
      epoch: state.epoch,
      step: state.step,
      learningRate,
      trainLoss: state.trainLoss ?? 0,
      ...(validation && {validLoss: validation.loss, validMetrics: validation.metrics, isBest}),
      seconds: seconds() - begun,
    };
    begun = seconds();
    appendRecord(job.request.folder, record);
    job.emit({type: 'epoch', record});
  };
}

function progressOf(state: TrainingState, {config, monitor}: Job, stepCount: number): Parameters<Job['emit']>[0] {
  const {epochs} = config.settings;
  const numbers = [
    `epoch ${String(Math.min(epochs, state.epoch + 1))}`,
    ...(state.rowsSeen > 0 ? [`loss ${(state.lossSum / state.rowsSeen).toPrecision(4)}`] : []),
    ...(state.bestValue === null ? [] : [`best valid ${monitor.name} ${state.bestValue.toPrecision(4)}`]),
  ];
  return {
    type: 'progress',
    label: `Training (${numbers.join(', ')}), step`,
    done: state.step,
    total: epochs * stepCount,
  };
}
