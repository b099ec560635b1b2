// A checkpoint is one ONNX file: weights, optimizer slots and the best weights as initializers, the counters and a
// hash of all content in its metadata. No time and no host, so equal runs leave equal files.
import {createHash} from 'node:crypto';
import {canonicalJson} from '../core/index.js';
import {makeModel, type Model, type Tensor} from '../onnx/index.js';
import {trainError} from './errors.js';
import type {TrainingState} from './progress-state.js';
import type {TensorMap, TensorState} from './tensors.js';

export interface Checkpoint {
  readonly tensors: TensorState;
  /** The weights with the lowest validation loss; absent before the first validation. */
  readonly best?: TensorMap;
  /** Weights that stay as they are but are not those of the model: of a run that began with others. */
  readonly frozen?: TensorMap;
  readonly state: TrainingState;
  /** See `configId`. */
  readonly configId: string;
  /** sha256 of model, training rows and validation rows. */
  readonly inputs: InputHashes;
}

export interface InputHashes {
  readonly model: string;
  readonly data: string;
  readonly valid: string | null;
  /** The model the first weights came from, where they are not its own. */
  readonly init?: string | undefined;
}

const CONTENT_KEY = 'ingot.checkpoint';
const HASH_KEY = 'ingot.sha256';
const PARTS = ['parameter', 'slot', 'best', 'frozen'] as const;

export function checkpointToModel(checkpoint: Checkpoint): Model {
  const {tensors, state, configId, inputs} = checkpoint;
  const initializers = new Map<string, Tensor>();
  const groups = {parameter: tensors.parameters, slot: tensors.slots, best: checkpoint.best, frozen: checkpoint.frozen};
  for (const part of PARTS)
    for (const [name, tensor] of groups[part] ?? []) initializers.set(`${part}/${name}`, tensor);
  const content = canonicalJson({format: 1, state, configId, inputs});
  return makeModel({
    graph: {name: 'checkpoint', inputs: [], outputs: [], nodes: [], initializers, values: new Map()},
    metadata: {[CONTENT_KEY]: content, [HASH_KEY]: contentHash(initializers, content)},
  });
}

/** @throws IngotError `CHECKPOINT_CORRUPT` when it is none, or its content is not what was written */
export function checkpointFromModel(model: Model, path: string): Checkpoint {
  const {initializers} = model.graph;
  const content = model.metadata[CONTENT_KEY];
  if (content === undefined)
    throw trainError('CHECKPOINT_CORRUPT', `${path}: this ONNX file is no checkpoint of ingot.`);
  if (model.metadata[HASH_KEY] !== contentHash(initializers, content))
    throw trainError('CHECKPOINT_CORRUPT', `${path}: the content does not have the hash it was written with.`);
  const {state, configId, inputs} = JSON.parse(content) as Pick<Checkpoint, 'state' | 'configId' | 'inputs'>;
  const group = (part: (typeof PARTS)[number]): Map<string, Tensor> =>
    new Map(
      [...initializers]
        .filter(([name]) => name.startsWith(`${part}/`))
        .map(([name, tensor]) => [name.slice(part.length + 1), tensor]),
    );
  const optional = Object.fromEntries(
    (['best', 'frozen'] as const).map((part) => [part, group(part)] as const).filter(([, {size}]) => size > 0),
  );
  const tensors = {parameters: group('parameter'), slots: group('slot')};
  return {tensors, ...optional, state, configId, inputs};
}

function contentHash(initializers: TensorMap, content: string): string {
  const hash = createHash('sha256').update(content);
  for (const name of [...initializers.keys()].sort()) {
    const tensor = initializers.get(name);
    if (!tensor) continue;
    hash.update(canonicalJson([name, tensor.dtype, tensor.dims]));
    if (ArrayBuffer.isView(tensor.data)) hash.update(bytesOf(tensor.data));
  }
  return hash.digest('hex');
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
