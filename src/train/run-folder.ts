// The folder of a run: who may write into it, and what of it is ours.
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, rmdirSync, statSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import {fileError, writeFileAtomic} from '../core/index.js';
import {CHECKPOINT_FOLDER} from './checkpoint-store.js';
import {CONFIG_FILE} from './config.js';
import {trainError} from './errors.js';
import {LOCK_FILE, lockRun} from './lock.js';
import {METRICS_LOG} from './metrics-log.js';

export const MODEL_FILE = 'model.onnx';
export const MANIFEST_FILE = 'manifest.json';
export const SUMMARY_FILE = 'metrics.json';
export const EXAMPLE_FILE = 'example.json';
/** Why the last sitting ended badly; a run that goes on removes it. */
const FAILURE_FILE = 'failure.json';

/** What a training writes; `--force` removes these and nothing else. The manifest goes first: it means "complete". */
const OWN_FILES = [
  MANIFEST_FILE,
  MODEL_FILE,
  `${MODEL_FILE}.data`,
  SUMMARY_FILE,
  EXAMPLE_FILE,
  METRICS_LOG,
  CHECKPOINT_FOLDER,
  FAILURE_FILE,
  CONFIG_FILE,
];

/** What a killed process may leave of a file it was writing. */
const LEFTOVER = /^\..+\.tmp$/;

export interface ClaimedFolder {
  /** The folder held no run before. */
  readonly isNew: boolean;
  /** Gives the lock back. */
  release(): void;
}

/**
 * Takes a folder for a new run.
 *
 * @throws IngotError `RUN_EXISTS`, `RUN_LOCKED`, `FILE_UNWRITABLE`
 */
export function claimNewRun(folder: string, options: {readonly force: boolean; readonly model: string}): ClaimedFolder {
  refuseOccupied(folder, options.force);
  const inside = relative(resolve(folder), resolve(options.model));
  if (existsSync(folder) && !inside.startsWith('..') && OWN_FILES.includes(inside))
    throw trainError('RUN_EXISTS', `${folder}: the model to train lies in the run folder that would be replaced.`, {
      hints: ['Train into another folder with --out.'],
    });
  try {
    mkdirSync(folder, {recursive: true});
  } catch (error) {
    throw fileError(error, folder);
  }
  const release = lockRun(folder);
  try {
    // Again under the lock: another process may have finished in between.
    refuseOccupied(folder, options.force);
    return {isNew: !existsSync(join(folder, CONFIG_FILE)), release};
  } catch (error) {
    release();
    throw error;
  }
}

/** @throws IngotError `RUN_EXISTS`, `RUN_LOCKED` */
export function refuseOccupied(folder: string, force: boolean): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw trainError('RUN_EXISTS', `${folder}: expected a folder for the run, but this is a file.`, {
      hints: ['Name another --out.'],
    });
  const content = readdirSync(folder).filter((name) => !name.startsWith(LOCK_FILE) && !LEFTOVER.test(name));
  if (content.length === 0) return;
  if (!content.includes(CONFIG_FILE) && !content.includes(MANIFEST_FILE))
    throw trainError('RUN_EXISTS', `${folder}: the folder is not empty and holds no run, so it is left alone.`, {
      hints: ['Name a new or an empty folder with --out.'],
    });
  if (force) return;
  // A live training says who it is; a stopped one can be resumed.
  lockRun(folder)();
  throw trainError('RUN_EXISTS', `${folder}: a run is there already.`, {
    hints: [`Go on with it: ingot train --resume ${folder}`, 'Replace it with --force, or name another --out.'],
    data: {folder},
  });
}

/** Removes what earlier trainings wrote; other files in the folder stay. */
export function clearRun(folder: string): void {
  for (const name of OWN_FILES) rmSync(join(folder, name), {recursive: true, force: true});
}

/** A run that goes on is not complete; half-written files of a killed process go too. */
export function reopenRun(folder: string): void {
  for (const name of [MANIFEST_FILE, FAILURE_FILE]) rmSync(join(folder, name), {force: true});
  removeLeftovers(folder);
}

function removeLeftovers(folder: string): void {
  for (const place of [folder, join(folder, CHECKPOINT_FOLDER)].filter((path) => existsSync(path)))
    for (const name of readdirSync(place))
      if (LEFTOVER.test(name)) rmSync(join(place, name), {recursive: true, force: true});
}

/** Removes a folder in which nothing was trained, unless somebody put something else there. */
export function discardRun(folder: string): void {
  clearRun(folder);
  try {
    rmdirSync(folder);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT' && code !== 'EEXIST') throw error;
  }
}

/** The error a training died of: what `runs list` calls failed, where a killed one is interrupted. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly exitStatus: number;
}

export function writeFailure(folder: string, {code, message, exitStatus}: RunFailure): void {
  writeFileAtomic(join(folder, FAILURE_FILE), `${JSON.stringify({code, message, exitStatus}, null, 2)}\n`);
}

/** @returns undefined when the run did not fail, or left no readable word about it */
export function readFailure(folder: string): RunFailure | undefined {
  const path = join(folder, FAILURE_FILE);
  if (!existsSync(path)) return undefined;
  try {
    const {code, message, exitStatus} = JSON.parse(readFileSync(path, 'utf8')) as Partial<RunFailure>;
    return {code: code ?? 'UNEXPECTED', message: message ?? '', exitStatus: exitStatus ?? 1};
  } catch {
    // Cut off or edited: that it failed is known all the same.
    return {code: 'UNEXPECTED', message: `${path} is not readable.`, exitStatus: 1};
  }
}

/** @returns whether a training, finished or not, has left its files in the folder */
export function isRunFolder(folder: string): boolean {
  return existsSync(join(folder, CONFIG_FILE)) || existsSync(join(folder, MANIFEST_FILE));
}

/**
 * Deletes a run under its lock: the files of the training, then the folder unless somebody put something else there.
 *
 * @returns the names of foreign files that were left
 * @throws IngotError `RUN_LOCKED`
 */
export function removeRun(folder: string): string[] {
  const release = lockRun(folder);
  try {
    removeLeftovers(folder);
    clearRun(folder);
  } finally {
    release();
  }
  discardRun(folder);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
