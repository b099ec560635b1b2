// Adapters as a file of their own: an ONNX file of initializers, small, that says which base it belongs to. What was trained
// beside them (a head, by --train) is in it as well, whole.
import {invariant} from '../core/index.js';
import {makeModel, readModel, type Model, type Tensor} from '../onnx/index.js';
import {adapterOf, baseIdOf, withAdapter, type Adapter} from './adapter.js';
import {surgeryError} from './errors.js';
import {addProduct} from './merge-adapters.js';

/**
 * @param model - with adapters in its graph
 * @param trained - names of weights of the base that were trained beside them
 * @throws IngotError `ADAPTER_STATE` when there are no adapters
 */
export function extractAdapter(model: Model, trained: readonly string[] = []): Model {
  const adapter = adapterOf(model);
  if (!adapter)
    throw surgeryError('ADAPTER_STATE', 'The model has no adapters to write: it was not trained with --lora.', {
      hints: ['Leave --adapter-only out to export the model itself.'],
    });
  const names = [...adapter.weights.flatMap(({down, up}) => [down, up]), ...trained];
  const initializers = new Map(names.map((name) => [name, required(model, name)]));
  const graph = {name: 'adapter', inputs: [], outputs: [], nodes: [], initializers, values: new Map()};
  return withAdapter(makeModel({graph}), adapter);
}

/** @throws IngotError `ADAPTER_MISMATCH` when the file is no adapter, and what reading it throws */
export async function readAdapter(path: string): Promise<Model> {
  const file = await readModel(path);
  if (adapterOf(file) && file.graph.nodes.length === 0) return file;
  throw surgeryError('ADAPTER_MISMATCH', `${path}: expected an adapter, but the file is a model.`, {
    hints: ['Write one with: ingot export RUN --adapter-only -o adapter.onnx.'],
  });
}

/**
 * The base with the adapter merged into its weights.
 *
 * @throws IngotError `ADAPTER_MISMATCH` when the weights of the base are not those it was trained for, `ADAPTER_STATE` when
 * the base has adapters of its own
 */
export function applyAdapter(base: Model, file: Model, path: string): Model {
  const adapter = adapterOf(file);
  invariant(adapter, `${path} is an adapter`);
  if (adapterOf(base))
    throw surgeryError('ADAPTER_STATE', `--adapter ${path}: the model has adapters of its own.`, {
      hints: ['Give the model the training began with.'],
    });
  const id = baseIdOf(base);
  if (id !== adapter.base)
    throw surgeryError(
      'ADAPTER_MISMATCH',
      `${path}: the adapter belongs to a base whose weights are ${short(adapter.base)}, but those of the model are ${short(id)}.`,
      {
        hints: ['Give the model file the adapter was trained from, or its export without training.'],
        data: {expected: adapter.base, actual: id},
      },
    );
  const initializers = new Map([...base.graph.initializers, ...others(file, adapter)]);
  for (const {weight, down, up, form} of adapter.weights) {
    const scale = adapter.alpha / adapter.rank;
    const [a, b] = [required(file, down), required(file, up)];
    initializers.set(weight, addProduct(required(base, weight), {down: a, up: b, scale, form}));
  }
  return {...base, graph: {...base.graph, initializers}};
}

/** The model itself where no adapter file is named. @throws IngotError what {@link readAdapter} and {@link applyAdapter} throw */
export async function adaptWith(model: Model, path: string | undefined): Promise<Model> {
  return path === undefined ? model : applyAdapter(model, await readAdapter(path), path);
}

function others(file: Model, {weights}: Adapter): [string, Tensor][] {
  const own = new Set(weights.flatMap(({down, up}) => [down, up]));
  return [...file.graph.initializers].filter(([name]) => !own.has(name));
}

function required({graph}: Model, name: string): Tensor {
  const tensor = graph.initializers.get(name);
  invariant(tensor, `the tensor '${name}' is there`);
  return tensor;
}

const short = (hash: string): string => hash.slice(0, 12);
