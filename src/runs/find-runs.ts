// Which folders are runs: those that hold the files of a training, below the folders given.
import {existsSync, readdirSync, statSync, type Dirent} from 'node:fs';
import {join} from 'node:path';
import {fileError} from '../core/index.js';
import {isRunFolder} from '../train/index.js';
import {runsError} from './errors.js';

/** Folders inside folders: `runs/housing/seed-1` is found, a whole disk is not searched. */
const DEEPEST = 3;

/**
 * The run folders at and below each folder, sorted. A folder that holds files but no run, neither itself nor below,
 * is listed too: it may be one that has lost what made it a run.
 *
 * @throws IngotError `RUNS_NONE`, `RUN_NOT_A_FOLDER`
 */
export function findRuns(folders: readonly string[]): string[] {
  const found = new Set<string>();
  for (const folder of folders) {
    if (!existsSync(folder))
      throw runsError('RUNS_NONE', `${folder}: expected a folder of runs, but there is nothing.`, {
        hints: ['Name the folder that holds your runs, or make one: ingot train … --out runs/first'],
      });
    if (!statSync(folder).isDirectory())
      throw runsError('RUN_NOT_A_FOLDER', `${folder}: expected a folder of runs, but this is a file.`);
    for (const run of runsBelow(folder, 0)) found.add(run);
  }
  return [...found].sort();
}

function runsBelow(folder: string, depth: number): string[] {
  if (isRunFolder(folder)) return [folder];
  const entries = listFolder(folder).filter(({name}) => !name.startsWith('.'));
  // A link such as `runs/latest` is no folder here: the run is listed under its own name.
  const inside = depth < DEEPEST ? entries.filter((entry) => entry.isDirectory()) : [];
  const runs = inside.flatMap(({name}) => runsBelow(join(folder, name), depth + 1));
  if (runs.length > 0 || depth === 0) return runs;
  return entries.length > inside.length ? [folder] : [];
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, {withFileTypes: true});
  } catch (error) {
    throw fileError(error, folder);
  }
}
