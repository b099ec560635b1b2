// MODEL|RUN: a model is named by its file, or by the run folder that holds it.
import {existsSync, readdirSync, statSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {nearest} from '../core/index.js';
import {prepareError} from './errors.js';

const MODEL_FILE = 'model.onnx';

/**
 * @param modelOrRun - an ONNX file, or a folder with a `model.onnx`
 * @returns the path of the ONNX file
 * @throws IngotError `MODEL_NOT_FOUND`
 */
export function resolveModelPath(modelOrRun: string): string {
  if (!existsSync(modelOrRun)) {
    const folder = dirname(modelOrRun);
    const near = existsSync(folder) ? nearest(basename(modelOrRun), readdirSync(folder)) : undefined;
    throw prepareError(
      'MODEL_NOT_FOUND',
      `${modelOrRun}: expected a model file or a run folder, but there is nothing.`,
      {
        hints: near === undefined ? ['Check the path.'] : [`Did you mean '${join(folder, near)}'?`],
        data: {file: modelOrRun},
      },
    );
  }
  if (!statSync(modelOrRun).isDirectory()) return modelOrRun;
  const path = join(modelOrRun, MODEL_FILE);
  if (existsSync(path)) return path;
  throw prepareError('MODEL_NOT_FOUND', `${modelOrRun}: expected a run folder with a ${MODEL_FILE}, but it has none.`, {
    hints: ["A run that was stopped before its end has checkpoints only: 'ingot train --resume RUN' finishes it."],
    data: {file: modelOrRun},
  });
}
