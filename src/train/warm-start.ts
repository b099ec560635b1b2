// Weights to begin with, from another run or model: by name and shape, all of them or none.
import {readFile} from 'node:fs/promises';
import {fileError, sha256} from '../core/index.js';
import {readModel, type Model, type Tensor} from '../onnx/index.js';
import {hasSignature, readSignature, resolveModelPath, type ModelSignature} from '../prepare/index.js';
import {trainError} from './errors.js';
import type {Network} from './network.js';
import type {TensorMap} from './tensors.js';

const SHOWN = 5;

export interface WarmStart {
  readonly weights: TensorMap;
  /** Of the file they came from. */
  readonly sha256: string;
  /** How many were taken, and what should make one wonder. */
  readonly notes: readonly string[];
}

/**
 * @param path - a run folder or a model file, of whatever origin
 * @throws IngotError `TRAIN_INIT_MISMATCH` naming the weights that are absent there or shaped otherwise
 */
export async function readWarmStart(
  path: string,
  network: Pick<Network, 'weights'>,
  signature: ModelSignature,
): Promise<WarmStart> {
  const file = resolveModelPath(path);
  const bytes = await readFile(file).catch((error: unknown) => {
    throw fileError(error, file);
  });
  const source = await readModel(file);
  const {initializers} = source.graph;
  const misfits = [...network.weights].flatMap(([name, wanted]) => misfit(name, wanted, initializers.get(name)));
  if (misfits.length > 0) throw mismatch(path, misfits, network.weights.size);
  const weights = new Map([...network.weights.keys()].flatMap((name) => entryOf(initializers, name)));
  const numbers = [...weights.values()].reduce((sum, {data}) => sum + data.length, 0);
  const taken = `${String(weights.size)} weights (${String(numbers)} numbers) taken from ${path}.`;
  return {weights, sha256: sha256(bytes), notes: [taken, ...otherColumns(path, source, signature)]};
}

function entryOf(tensors: TensorMap, name: string): [string, Tensor][] {
  const tensor = tensors.get(name);
  return tensor ? [[name, tensor]] : [];
}

function misfit(name: string, wanted: Tensor, found: Tensor | undefined): string[] {
  if (!found) return [`'${name}' is not there`];
  const [here, there] = [wanted, found].map(({dtype, dims}) => `${dtype} [${dims.join(', ')}]`);
  return here === there ? [] : [`'${name}' is ${String(there)} there and ${String(here)} here`];
}

function mismatch(path: string, misfits: readonly string[], count: number): Error {
  const more = misfits.length > SHOWN ? `; and ${String(misfits.length - SHOWN)} more` : '';
  return trainError(
    'TRAIN_INIT_MISMATCH',
    `--init-from ${path}: ${String(misfits.length)} of the ${String(count)} weights do not fit: ` +
      `${misfits.slice(0, SHOWN).join('; ')}${more}.`,
    {
      hints: [
        `Compare the two: ingot model show ${path}.`,
        'Make the model with the same options, on data normalized with the same stages (data normalize --like).',
      ],
      data: {misfits},
    },
  );
}

/** Equal shapes do not mean equal columns: the weights would be of something else. */
function otherColumns(path: string, source: Model, signature: ModelSignature): string[] {
  if (!hasSignature(source)) return [];
  const names = (of: ModelSignature): string => of.inputs.map(({name}) => name).join(', ');
  const theirs = names(readSignature(source));
  if (theirs === names(signature)) return [];
  return [`Its columns are others, though the shapes fit: ${path} takes ${theirs}.`];
}
