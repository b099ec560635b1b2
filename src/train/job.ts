// One sitting of a training, from paths to files. Runs in the worker thread.
import {readFile} from 'node:fs/promises';
import {coreError, counted, fileError, IngotError, sha256} from '../core/index.js';
import {losses} from '../nn/index.js';
import {readModel, type Model} from '../onnx/index.js';
import {describePolicy, readSignature, resolveModelPath, type ModelSignature} from '../prepare/index.js';
import {describeDevice, flushDenormals, resolveDevice, type Device} from '../runtime/index.js';
import {adaptModel} from './adapters.js';
import {batchSizeOfTwo} from './batch-norm.js';
import {readLatestCheckpoint} from './checkpoint-store.js';
import type {Checkpoint} from './checkpoint.js';
import {chooseLoss, type ChosenLoss} from './choose-loss.js';
import {configId, type RunConfig} from './config.js';
import type {Engine} from './engine.js';
import {trainError} from './errors.js';
import {finishRun} from './finish.js';
import {defaultMemoryBytes, loadRows, type LoadedRows} from './load-rows.js';
import {createMeasure} from './measure.js';
import {monitorOf, type Monitor} from './monitor.js';
import {errorToData, type JobEnd, type JobRequest, type TrainEvent} from './messages.js';
import {sweepLearningRates} from './learning-rate-sweep.js';
import {openNetwork, type Network} from './network.js';
import {freezeWeights, planWeights, ratesOf, type PlannedWeight} from './parameter-groups.js';
import {createRowSource, mixesRows, withShares} from './augment-rows.js';
import {createOrtEngine} from './ort-engine.js';
import {checkRows} from './prepared-feeds.js';
import {writeFailure, type RunFailure} from './run-folder.js';
import {readWarmStart} from './warm-start.js';
import {weighRows} from './weigh-rows.js';
import {defaultBatchSize, type TrainSettings} from './settings.js';
import {trainRun} from './train-run.js';

export type Emit = (event: TrainEvent) => void;

/** Everything a sitting works with, once it is prepared. */
export interface Job extends ChosenLoss {
  readonly request: JobRequest;
  /** Complete: batch size and device decided. */
  readonly config: RunConfig & {readonly settings: TrainSettings & {readonly batchSize: number}};
  readonly model: Model;
  readonly modelSha256: string;
  readonly signature: ModelSignature;
  readonly monitor: Monitor;
  readonly network: Network;
  readonly weightPlan: readonly PlannedWeight[];
  /** sha256 of the model the first weights came from, where they are not its own. */
  readonly initSha256: string | undefined;
  readonly train: LoadedRows;
  readonly valid: LoadedRows | undefined;
  readonly engine: Engine;
  readonly checkpoint: Checkpoint | undefined;
  readonly startedAt: Date;
  readonly prepareSeconds: number;
  readonly emit: Emit;
  readonly isStopping: () => boolean;
}

/** Never throws: every end is a value that can be sent to the other thread. */
export async function runJob(request: JobRequest, emit: Emit): Promise<JobEnd> {
  const progress = {hasBegun: request.isResume, hasTrained: false};
  const closing: (() => Promise<void>)[] = [];
  try {
    await flushDenormals(); // before any other session of the process
    const job = await prepareJob(request, emit, closing);
    if (request.sweeps === true) return await sweepJob(job);
    const end = await trainRun(job, () => {
      progress.hasBegun = true;
      progress.hasTrained = true;
    });
    if (end.reason === 'stopped') return {type: 'stopped', step: end.state.step};
    return {type: 'done', result: await finishRun(job, {...end, reason: end.reason})};
  } catch (error) {
    if (error instanceof IngotError && error.code === 'INTERRUPTED') return {type: 'stopped', step: null};
    const data = errorToData(error);
    // What is refused before the first step is no failure of the run.
    if (progress.hasTrained) noteFailure(request.folder, data, emit);
    return {type: 'failed', error: data, hasBegun: progress.hasBegun};
  } finally {
    for (const close of closing) await close();
  }
}

async function sweepJob({engine, config, train, isStopping, emit}: Job): Promise<JobEnd> {
  const {rowCount, weights} = train.prepared;
  const onProgress = (done: number, total: number): void => {
    emit({type: 'progress', label: 'Sweeping learning rates, step', done, total});
  };
  const sweep = await sweepLearningRates(engine, {
    ...{rowCount, weights, settings: config.settings, isStopping, onProgress},
  });
  return isStopping() ? {type: 'stopped', step: null} : {type: 'swept', sweep};
}

/** The error itself is what matters: a folder that cannot be written to must not hide it. */
function noteFailure(folder: string, failure: RunFailure, emit: Emit): void {
  try {
    writeFailure(folder, failure);
  } catch (error) {
    emit({type: 'warning', message: `${folder}: could not note the failure: ${String(error)}`});
  }
}

async function prepareJob(request: JobRequest, emit: Emit, closing: (() => Promise<void>)[]): Promise<Job> {
  const beginMs = performance.now();
  const startedAt = new Date();
  const {folder, paths} = request;
  const isStopping = (): boolean => Atomics.load(new Int32Array(request.stop), 0) !== 0;
  const checkpoint = request.isResume ? await readLatestCheckpoint(folder, emit) : undefined;
  const {model, modelSha256, signature} = await openModel(request, checkpoint);
  const untrained = openNetwork(model, signature);
  const isWarm = checkpoint === undefined && paths.initFrom !== null;
  const warmStart = isWarm ? await readWarmStart(paths.initFrom, untrained, signature) : undefined;
  for (const message of warmStart?.notes ?? []) emit({type: 'note', message});
  // Of a run that began with other weights, those that stay as they are lie in its checkpoints.
  const begun = warmStart?.weights ?? new Map([...untrained.weights, ...(checkpoint?.frozen ?? [])]);
  const all = {...untrained, weights: begun};
  const weightPlan = planWeights(all, request.config.settings);
  const network = freezeWeights(all, weightPlan);
  const initSha256 = checkpoint ? checkpoint.inputs.init : warmStart?.sha256;
  const device = await resolveDevice(request.config.settings.device, emit);
  const chosen = chooseLoss(request.config.settings, signature);
  const monitor = monitorOf(request.config.settings.monitor, signature.task);
  const rows = weighRows(await loadAllRows(request, {model, signature, checkpoint, isStopping, emit, closing}), {
    settings: request.config.settings,
    signature,
    emit,
  });
  const config = completeConfig(request.config, {rowCount: rows.train.prepared.rowCount, device, network});
  if (checkpoint && checkpoint.configId !== configId(config))
    throw trainError('RESUME_OPTION_CHANGED', `${folder}: config.yaml is not the one the checkpoint was made with.`, {
      hints: ['Bring the old config.yaml back, or start a new run.'],
    });
  const outputs = Number(network.graph.outputs[0]?.shape?.[1] ?? 1);
  const loss = losses.get(chosen.loss);
  checkRows(rows.train.prepared, {name: paths.data.join(', '), loss, outputs});
  if (rows.valid) checkRows(rows.valid.prepared, {name: paths.valid?.join(', ') ?? '', loss, outputs});
  const valid = rows.valid?.prepared;
  const measure = valid && (await createMeasure(model, signature, {valid, monitor: monitor.name}));
  if (measure) closing.push(() => measure.close());
  const {augment: policy, prepared: train} = rows.train;
  const augmented = {model, signature, train, settings: config.settings};
  const engine = await createOrtEngine({
    source: policy ? await createRowSource({policy, ...augmented}) : rows.train.disk?.source(train, config.settings),
    network,
    rates: ratesOf(weightPlan),
    logits: signature.logits,
    ...chosen,
    settings: config.settings,
    device,
    train,
    valid,
    measure,
  });
  closing.push(() => engine.close());
  if (isStopping()) throw coreError('INTERRUPTED', 'Stopped before the training began.');
  const prepareSeconds = (performance.now() - beginMs) / 1000;
  const common = {request, config, model, modelSha256, initSha256, signature, network, weightPlan, engine, checkpoint};
  return {...common, ...chosen, ...rows, monitor, startedAt, prepareSeconds, emit, isStopping};
}

async function openModel(
  {paths: {model: path}, config: {settings}}: JobRequest,
  checkpoint: Checkpoint | undefined,
): Promise<{model: Model; modelSha256: string; signature: ModelSignature}> {
  const file = resolveModelPath(path);
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileError(error, file);
  });
  const modelSha256 = sha256(bytes);
  if (checkpoint && checkpoint.inputs.model !== modelSha256)
    throw trainError('RESUME_INPUT_CHANGED', `${path}: the model is not the one that the run began with.`, {
      hints: ['Bring the old file back, or start a new run from the new one.'],
      data: {expectedSha256: checkpoint.inputs.model, sha256: modelSha256},
    });
  const model = adaptModel(await readModel(file), settings);
  return {model, modelSha256, signature: readSignature(model)};
}

async function loadAllRows(
  {config, paths}: JobRequest,
  job: Pick<Job, 'model' | 'signature' | 'checkpoint' | 'isStopping' | 'emit'> & {
    readonly closing: (() => Promise<void>)[];
  },
): Promise<{train: LoadedRows; valid: LoadedRows | undefined}> {
  const {model, signature, checkpoint, isStopping, emit} = job;
  const {memory, threads, rowWeights: weights} = config.settings;
  const memoryBytes = memory ?? defaultMemoryBytes();
  const common = {model, signature, threads, weights, isStopping};
  const train = await loadRows(paths.data, {
    ...common,
    memoryBytes,
    mayUseDisk: true,
    expectedSha256: checkpoint?.inputs.data,
  });
  const {disk} = train;
  if (disk) {
    job.closing.push(() => {
      disk.close();
      return Promise.resolve();
    });
    emit({
      type: 'note',
      message: `The prepared rows do not fit in the memory allowed: they are kept in ${disk.folder}.`,
    });
  }
  warnOfRows(train, 'train', emit);
  const {augment: policy} = train;
  if (policy) emit({type: 'note', message: `Rows are changed on the fly: ${describePolicy(policy)}.`});
  const mixed = policy && mixesRows(policy) ? {...train, prepared: withShares(train.prepared, signature)} : train;
  if (!paths.valid) return {train: mixed, valid: undefined};
  const valid = await loadRows(paths.valid, {
    ...common,
    memoryBytes: memoryBytes - train.sizeBytes,
    expectedSha256: checkpoint?.inputs.valid ?? undefined,
  });
  warnOfRows(valid, 'valid', emit);
  return {train: mixed, valid};
}

/** Training on the test rows is nobody's wish, and no row is left out in silence. */
function warnOfRows({split, prepared}: LoadedRows, use: 'train' | 'valid', emit: Emit): void {
  const what = use === 'train' ? 'train on' : 'validate on';
  if (split !== undefined && split !== use)
    emit({type: 'warning', message: `The rows to ${what} are marked as the '${split}' part of a split.`});
  if (prepared.targetMissingRows > 0)
    emit({
      type: 'warning',
      message: `${counted(prepared.targetMissingRows, `row to ${what} has no target and is`, `rows to ${what} have no target and are`)} left out.`,
    });
  const {rowsDropped} = prepared.ledger;
  const incomplete = rowsDropped - prepared.targetMissingRows;
  if (incomplete > 0)
    emit({
      type: 'warning',
      message: `${counted(incomplete, `row to ${what} lacks a value the model needs and is`, `rows to ${what} lack a value the model needs and are`)} left out.`,
    });
}

function completeConfig(
  config: RunConfig,
  {rowCount, device, network}: {readonly rowCount: number; readonly device: Device; readonly network: Network},
): Job['config'] {
  const {batchSize: wanted} = config.settings;
  const standard = defaultBatchSize(rowCount);
  const batchSize = network.statistics.length > 0 ? batchSizeOfTwo(rowCount, wanted, standard) : (wanted ?? standard);
  const {accumulate} = config.settings;
  if (accumulate > 1 && batchSize >= rowCount)
    throw trainError(
      'TRAIN_OPTION_INVALID',
      `--accumulate ${String(accumulate)} would do nothing: a batch of ${String(batchSize)} holds all ${String(rowCount)} rows.`,
      {hints: ['Give a smaller --batch-size.']},
    );
  return {...config, settings: {...config.settings, batchSize, device: describeDevice(device)}};
}
