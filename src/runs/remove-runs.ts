// Deleting runs: all are looked at before the first is touched.
import {lstatSync, readdirSync, statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {requireFile} from '../core/index.js';
import {isRunFolder, lockHolder, removeRun, trainError} from '../train/index.js';
import {runsError} from './errors.js';

export interface RemovalPlan {
  readonly runs: readonly string[];
  readonly sizeBytes: number;
}

export interface Removed {
  readonly run: string;
  /** What was in the folder without being of the training: it stays, and so does the folder. */
  readonly left: readonly string[];
}

/**
 * Checks what is to be deleted.
 *
 * @throws IngotError `FILE_NOT_FOUND`, `RUN_NOT_A_FOLDER` (no run folder, or a link to one), `RUN_LOCKED`
 */
export function planRemoval(folders: readonly string[]): RemovalPlan {
  const runs = [...new Map(folders.map((folder) => [resolve(folder), folder])).values()];
  for (const run of runs) requireRun(run);
  return {runs, sizeBytes: runs.reduce((sum, run) => sum + sizeOf(run), 0)};
}

function requireRun(folder: string): void {
  requireFile(folder);
  if (lstatSync(resolve(folder)).isSymbolicLink())
    throw runsError('RUN_NOT_A_FOLDER', `${folder}: this is a link to a run, not the run.`, {
      hints: ['Name the folder it points to.'],
    });
  if (!isRunFolder(folder))
    throw runsError('RUN_NOT_A_FOLDER', `${folder}: expected a run folder, but no training has left files here.`, {
      hints: ['Nothing was deleted. See which runs there are: ingot runs list'],
    });
  const holder = lockHolder(folder);
  if (holder)
    throw trainError('RUN_LOCKED', `${folder}: process ${String(holder.pid)} on ${holder.host} is training here.`, {
      hints: ['Nothing was deleted. Stop the training first, or wait for it.'],
      data: {folder, pid: holder.pid},
    });
}

function sizeOf(folder: string): number {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .map((name) => statSync(join(folder, name), {throwIfNoEntry: false}))
    .reduce((sum, stats) => sum + (stats?.isFile() === true ? stats.size : 0), 0);
}

/** @throws IngotError `RUN_LOCKED` when a training has begun in the meantime */
export function removeRuns({runs}: RemovalPlan): Removed[] {
  return runs.map((run) => ({run, left: removeRun(run)}));
}
