// The files a training leaves when it is over: the model, the numbers, the example, and last the manifest.
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {writeFileAtomic} from '../core/index.js';
import {makeExample, writeExample} from '../eval/index.js';
import {encodeModel} from '../onnx/index.js';
import {flushesDenormals} from '../runtime/index.js';
import {listCheckpoints} from './checkpoint-store.js';
import {CONFIG_FILE, toRunPath} from './config.js';
import type {Job} from './job.js';
import type {LoadedRows} from './load-rows.js';
import {writeManifest, type Manifest, type ManifestRows} from './manifest.js';
import type {TrainResult} from './messages.js';
import {METRICS_LOG} from './metrics-log.js';
import {withWeights} from './network.js';
import {frozenWeights} from './parameter-groups.js';
import type {StopReason} from './progress-state.js';
import {EXAMPLE_FILE, MODEL_FILE, SUMMARY_FILE} from './run-folder.js';
import type {TrainedRun} from './train-run.js';
import {currentVersions} from './versions.js';

export async function finishRun(job: Job, trained: TrainedRun & {readonly reason: StopReason}): Promise<TrainResult> {
  const {request, model, signature, loss, lossOptions, train, modelSha256, initSha256} = job;
  const {folder, paths} = request;
  const init = initSha256 === undefined ? {} : {init: initSha256};
  const parents = {data: train.sha256, model: modelSha256, ...init};
  const weights = new Map([...frozenWeights(job.network), ...(trained.best ?? trained.weights)]);
  const result = withWeights(model, signature, {weights, loss, lossOptions, parents});
  const bytes = encodeModel(result);
  writeFileAtomic(join(folder, MODEL_FILE), bytes);
  const summary = summaryOf(trained);
  writeFileAtomic(join(folder, SUMMARY_FILE), `${JSON.stringify(summary, null, 2)}\n`);
  // Raw rows where there are some: validation files usually are raw, normalized training files are not.
  const sources = [...(paths.valid ? [paths.valid] : []), paths.data].filter((source) => !source.includes('-'));
  const {threads} = job.config.settings;
  writeExample(join(folder, EXAMPLE_FILE), await makeExample(result, {sources, threads}));
  await writeManifest(folder, manifestOf(job, trained), filesOf(folder));
  return {
    run: folder,
    model: join(folder, MODEL_FILE),
    ...summary,
    monitor: trained.state.bestValue === null ? null : {...job.monitor, value: trained.state.bestValue},
    rows: train.prepared.rowCount,
    device: job.engine.provider,
    threads,
    seconds: job.prepareSeconds + trained.trainSeconds,
  };
}

type Summary = Pick<
  TrainResult,
  'reason' | 'epochs' | 'steps' | 'bestEpoch' | 'trainLoss' | 'validLoss' | 'validMetrics'
>;

function summaryOf({state, reason}: TrainedRun & {readonly reason: StopReason}): Summary {
  return {
    reason,
    epochs: state.epoch,
    steps: state.step,
    bestEpoch: state.bestEpoch,
    trainLoss: state.trainLoss,
    validLoss: state.bestLoss,
    validMetrics: state.bestMetrics,
  };
}

function initFromOf({request, initSha256}: Job): Manifest['initFrom'] & (object | null) {
  const {initFrom} = request.paths;
  if (initFrom === null || initSha256 === undefined) return null;
  return {path: toRunPath(request.folder, initFrom), sha256: initSha256};
}

function manifestOf(job: Job, trained: TrainedRun & {readonly reason: StopReason}): Omit<Manifest, 'files'> {
  const {request, config, loss, lossOptions, monitor, train, valid, checkpoint} = job;
  const {folder, paths} = request;
  const rows = (loaded: LoadedRows, given: readonly string[]): ManifestRows => ({
    paths: given.map((path) => toRunPath(folder, path)),
    files: loaded.sources,
    sha256: loaded.sha256,
    rows: loaded.prepared.rowCount,
    ledger: loaded.prepared.ledger,
    ...(loaded.augment ? {augment: loaded.augment} : {}),
  });
  return {
    format: 1,
    versions: currentVersions(),
    platform: `${process.platform}-${process.arch}`,
    argv: request.argv,
    config: config.settings,
    model: {path: toRunPath(folder, paths.model), sha256: job.modelSha256},
    initFrom: initFromOf(job),
    data: rows(train, paths.data),
    valid: valid ? rows(valid, paths.valid ?? []) : null,
    frozen: job.weightPlan.filter(({use}) => use === 'frozen').map(({name}) => name),
    seed: config.settings.seed,
    device: job.engine.provider,
    threads: config.settings.threads,
    flushesDenormals: flushesDenormals(),
    convBlock: job.engine.convBlock ?? null,
    result: {exitStatus: 0, loss, lossOptions, monitor: monitor.name, ...summaryOf(trained)},
    timings: {
      startedAt: job.startedAt.toISOString(),
      prepareSeconds: job.prepareSeconds,
      trainSeconds: trained.trainSeconds,
      firstStep: checkpoint?.state.step ?? 0,
    },
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

function filesOf(folder: string): string[] {
  const names = [CONFIG_FILE, METRICS_LOG, SUMMARY_FILE, EXAMPLE_FILE, MODEL_FILE, ...listCheckpoints(folder)];
  return names.filter((name) => existsSync(join(folder, name)));
}
