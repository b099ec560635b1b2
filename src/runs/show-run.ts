// All that is known of one run, in groups, and whether its files are still those it was finished with.
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {counted, hashFile} from '../core/index.js';
import {fromRunPath, loadRun, readRecords, type EpochRecord, type Manifest} from '../train/index.js';
import {runsError} from './errors.js';
import {formatSeconds} from './list-table.js';
import {readRun, type RunSummary} from './read-run.js';

export interface RunFile {
  readonly name: string;
  readonly state: 'ok' | 'changed' | 'missing';
}

export interface RunDetails extends RunSummary {
  /** Null until the run is complete. */
  readonly manifest: Manifest | null;
  /** The files the manifest names. */
  readonly files: readonly RunFile[];
  readonly records: readonly EpochRecord[];
}

export interface RunReport {
  readonly facts: readonly (readonly [string, string])[];
  readonly tables: readonly {
    readonly title: string;
    readonly head: readonly string[];
    readonly rows: readonly (readonly (string | number | null)[])[];
  }[];
}

/** @throws IngotError `RUNS_NONE` when the folder is no run or cannot be read */
export async function showRun(folder: string): Promise<RunDetails> {
  const summary = readRun(folder);
  if (summary.status === 'broken')
    throw runsError('RUNS_NONE', `${folder}: expected a run folder, but: ${summary.reason ?? 'nothing is there'}.`, {
      hints: ['See which runs there are: ingot runs list'],
    });
  const manifest = summary.status === 'complete' ? loadRun(folder).manifest : null;
  return {
    ...summary,
    manifest,
    files: manifest ? await checkFiles(folder, manifest) : [],
    records: readRecords(folder),
  };
}

/** Compares each file of a run with its hash in the manifest. */
export async function checkFiles(folder: string, {files}: Manifest): Promise<RunFile[]> {
  const checked: RunFile[] = [];
  for (const [name, sha256] of Object.entries(files)) {
    const path = join(folder, name);
    const state = !existsSync(path) ? 'missing' : (await hashFile(path)) === sha256 ? 'ok' : 'changed';
    checked.push({name, state});
  }
  return checked;
}

/** At most so many epochs are printed: the best, and the last ones. */
const EPOCHS_SHOWN = 5;

/** The details as facts and tables for people. */
export function reportRun(run: RunDetails): RunReport {
  const {manifest, files, records} = run;
  const facts: [string, string][] = [
    ['run', run.name],
    ['status', run.reason === undefined ? run.status : `${run.status}: ${run.reason}`],
    ['model', run.model ?? '-'],
    [
      'trained',
      `${counted(run.epochs ?? 0, 'epoch')}, ${counted(run.steps ?? 0, 'step')} in ${formatSeconds(run.seconds ?? 0)}`,
    ],
  ];
  if (manifest) facts.push(...manifestFacts(run.name, manifest));
  const bad = files.filter(({state}) => state !== 'ok');
  if (files.length > 0)
    facts.push([
      'files',
      bad.length === 0
        ? `${String(files.length)}, all as the manifest says`
        : bad.map(({name, state}) => `${name} ${state}`).join(', '),
    ]);
  const settings = Object.entries(run.settings).map(([name, value]) => [name, String(value)]);
  const tables = [{title: 'settings', head: ['setting', 'value'], rows: settings}, ...epochTables(records)];
  return {facts, tables};
}

function manifestFacts(folder: string, manifest: Manifest): [string, string][] {
  const {data, valid, device, threads, versions, platform, result, timings} = manifest;
  const rows = ({paths, rows: count}: Manifest['data']): string =>
    `${paths.map((path) => fromRunPath(folder, path)).join(', ')} (${counted(count, 'row')})`;
  return [
    ['ended', result.reason],
    ['started', timings.startedAt],
    ['data', rows(data)],
    ...(valid ? [['valid', rows(valid)] as [string, string]] : []),
    ['device', `${device}, ${String(threads)} threads, ${platform}`],
    ['versions', `ingot ${versions.ingot}, onnxruntime ${versions.onnxruntime}, node ${versions.node}`],
  ];
}

function epochTables(records: readonly EpochRecord[]): RunReport['tables'] {
  if (records.length === 0) return [];
  const best = records.filter(({isBest}) => isBest === true).at(-1);
  const tail = records.slice(-EPOCHS_SHOWN);
  const shown = best && !tail.includes(best) ? [best, ...tail] : tail;
  const names = [...new Set(shown.flatMap(({validMetrics}) => Object.keys(validMetrics ?? {})))];
  const rows = shown.map((record) => [
    record === best ? `${String(record.epoch)} (best)` : String(record.epoch),
    record.trainLoss,
    record.validLoss ?? null,
    ...names.map((name) => record.validMetrics?.[name] ?? null),
  ]);
  const title = shown.length < records.length ? 'the best and the last epochs' : 'epochs';
  return [{title, head: ['epoch', 'train loss', 'valid loss', ...names], rows}];
}
