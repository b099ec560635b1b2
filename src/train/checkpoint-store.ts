// The `checkpoints/` folder of a run: the two latest are kept, and a damaged one gives way to the older.
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {IngotError, type Report} from '../core/index.js';
import {readModel, writeModel} from '../onnx/index.js';
import {checkpointFromModel, checkpointToModel, type Checkpoint} from './checkpoint.js';
import {trainError} from './errors.js';

export const CHECKPOINT_FOLDER = 'checkpoints';
const KEPT = 2;
const NAME = /^step-(\d+)\.onnx$/;

/** @returns the names of the checkpoints of a run, relative to its folder, the latest first */
export function listCheckpoints(folder: string): string[] {
  const path = join(folder, CHECKPOINT_FOLDER);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => NAME.test(name))
    .sort((a, b) => stepOf(b) - stepOf(a))
    .map((name) => `${CHECKPOINT_FOLDER}/${name}`);
}

/** Writes a checkpoint whole or not at all, then removes all but the two latest. */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const name = `step-${String(checkpoint.state.step).padStart(9, '0')}.onnx`;
  await writeModel(join(folder, CHECKPOINT_FOLDER, name), checkpointToModel(checkpoint));
  for (const old of listCheckpoints(folder).slice(KEPT)) rmSync(join(folder, old), {force: true});
}

/**
 * The latest checkpoint that is whole. Damaged ones are reported and removed, so that they do not count among the two
 * that are kept.
 *
 * @returns undefined when the run has none yet
 * @throws IngotError `CHECKPOINT_CORRUPT` when there are some and none is whole
 */
export async function readLatestCheckpoint(folder: string, report: Report): Promise<Checkpoint | undefined> {
  const names = listCheckpoints(folder);
  const damaged: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    try {
      const checkpoint = checkpointFromModel(await readModel(path), path);
      for (const bad of damaged) rmSync(join(folder, bad), {force: true});
      return checkpoint;
    } catch (error) {
      if (!(error instanceof IngotError)) throw error;
      damaged.push(name);
      report({type: 'warning', message: `${error.message} Going back to the checkpoint before it.`});
    }
  }
  if (names.length === 0) return undefined;
  throw trainError('CHECKPOINT_CORRUPT', `${folder}: none of the ${String(names.length)} checkpoints is whole.`, {
    hints: ['Start the training again, with --force to replace the folder.'],
    data: {folder},
  });
}

function stepOf(name: string): number {
  return Number(NAME.exec(name)?.[1] ?? -1);
}
