// One run in one line: what `runs list` shows, sorts and filters. Read from the files of the folder alone, whatever
// state they are in.
import {existsSync} from 'node:fs';
import {IngotError} from '../core/index.js';
import {metrics} from '../eval/index.js';
import {
  flagName,
  fromRunPath,
  isRunFolder,
  loadRun,
  lockHolder,
  readConfig,
  readFailure,
  readRecords,
  type EpochRecord,
  type Manifest,
} from '../train/index.js';

export type RunStatus = 'complete' | 'running' | 'interrupted' | 'failed' | 'broken';

export interface RunSummary {
  /** The folder, as a path of this process. */
  readonly name: string;
  readonly status: RunStatus;
  /** Why it failed or is broken. */
  readonly reason?: string;
  readonly model: string | null;
  readonly epochs: number | null;
  readonly steps: number | null;
  /** Training rows; known when the run is complete. */
  readonly rows: number | null;
  /** Spent on epochs, over all sittings. */
  readonly seconds: number | null;
  /** ISO 8601, of the last sitting. */
  readonly started: string | null;
  readonly device: string | null;
  /** Of the last epoch, in training space. */
  readonly trainLoss: number | null;
  /** Of the best epoch so far, in training space. */
  readonly validLoss: number | null;
  /** Of the best epoch so far, on the validation rows, in the target's own units. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What the run was told, by flag names. */
  readonly settings: Readonly<Record<string, number | string | boolean>>;
}

const NOTHING = {
  model: null,
  epochs: null,
  steps: null,
  rows: null,
  seconds: null,
  started: null,
  device: null,
  trainLoss: null,
  validLoss: null,
  metrics: {},
  settings: {},
} as const;

/** Never throws for what is in the folder: what cannot be read is status `broken`, with the reason. */
export function readRun(folder: string): RunSummary {
  if (!isRunFolder(folder))
    return {name: folder, status: 'broken', reason: 'no config.yaml and no manifest.json', ...NOTHING};
  try {
    const isRunning = lockHolder(folder) !== undefined;
    const isComplete = existsSync(`${folder}/manifest.json`) && !isRunning;
    return isComplete ? completeRun(folder) : unfinishedRun(folder, isRunning);
  } catch (error) {
    const reason = error instanceof IngotError ? error.message : String(error);
    return {name: folder, status: 'broken', reason: withoutName(reason, folder), ...NOTHING};
  }
}

/** Messages begin with the path they are about; in a list the path is in its own column. */
function withoutName(message: string, folder: string): string {
  return message.startsWith(`${folder}: `) ? message.slice(folder.length + 2) : message;
}

function completeRun(folder: string): RunSummary {
  const {manifest} = loadRun(folder);
  const {result, timings, data, device} = manifest;
  const records = readRecords(folder);
  return {
    name: folder,
    status: 'complete',
    model: fromRunPath(folder, manifest.model.path),
    epochs: result.epochs,
    steps: result.steps,
    rows: data.rows,
    seconds: records.length > 0 ? sumOfSeconds(records) : timings.trainSeconds,
    started: timings.startedAt,
    device,
    trainLoss: result.trainLoss,
    validLoss: result.validLoss,
    metrics: result.validMetrics,
    settings: settingsOf(manifest.config),
  };
}

function unfinishedRun(folder: string, isRunning: boolean): RunSummary {
  const config = readConfig(folder);
  const records = readRecords(folder);
  const last = records.at(-1);
  const best = records.filter(({isBest}) => isBest === true).at(-1);
  const failure = isRunning ? undefined : readFailure(folder);
  return {
    ...NOTHING,
    name: folder,
    status: isRunning ? 'running' : failure ? 'failed' : 'interrupted',
    ...(failure ? {reason: failure.message} : {}),
    model: fromRunPath(folder, config.model),
    epochs: last?.epoch ?? 0,
    steps: last?.step ?? 0,
    seconds: sumOfSeconds(records),
    device: config.settings.device,
    trainLoss: last?.trainLoss ?? null,
    validLoss: best?.validLoss ?? null,
    metrics: best?.validMetrics ?? {},
    settings: settingsOf(config.settings),
  };
}

function sumOfSeconds(records: readonly EpochRecord[]): number {
  return records.reduce((sum, {seconds}) => sum + seconds, 0);
}

/** Settings by their flag names; those that were left open are left out, lists and maps become JSON text. */
export function settingsOf(settings: Manifest['config']): RunSummary['settings'] {
  const given = Object.entries(settings) as [string, unknown][];
  return Object.fromEntries(
    given.flatMap(([name, value]) => (value === null ? [] : [[flagName(name), plainSetting(value)]])),
  );
}

function plainSetting(value: unknown): number | string | boolean {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? value
    : JSON.stringify(value);
}

/** The metric by which a run is told at a glance: the one it was to watch, else the first in the order of reports. */
export function mainMetric({metrics: measured, settings}: RunSummary): string | undefined {
  const {monitor} = settings;
  if (typeof monitor === 'string' && measured[monitor] !== undefined) return monitor;
  return metrics.names().find((name) => measured[name] !== undefined) ?? Object.keys(measured)[0];
}
