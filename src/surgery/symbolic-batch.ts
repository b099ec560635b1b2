// A graph exported for one number of rows, made to take any: the sizes written into it are replaced, and whether it then
// means the same is found out by running both.
import {Random} from '../core/index.js';
import {encodeModel, type Graph, type Model, type Tensor, type Value} from '../onnx/index.js';
import {createSession} from '../runtime/index.js';
import {surgeryError} from './errors.js';

/** The number of rows of a graph whose inputs all begin with the same fixed size; undefined when that is open already. */
export function fixedBatch({inputs}: Graph): number | undefined {
  const [first] = inputs.map(({shape}) => shape?.[0]);
  const isSame = inputs.every(({shape}) => shape?.[0] === first);
  return typeof first === 'number' && isSame ? first : undefined;
}

/** Inputs and outputs open in their first size; constant targets of Reshape that begin with the fixed size copy it. */
export function openBatch(graph: Graph, batch: number): Graph {
  const open = (value: Value): Value =>
    value.shape?.[0] === batch ? {...value, shape: ['batch', ...value.shape.slice(1)]} : value;
  const initializers = new Map(graph.initializers);
  const nodes = graph.nodes.map((node) => {
    const name = node.inputs[1] ?? '';
    const target = node.opType === 'Reshape' ? graph.initializers.get(name)?.data : undefined;
    const allowsZero = node.attributes['allowzero'];
    if (!(target instanceof BigInt64Array) || Number(target[0]) !== batch || allowsZero) return node;
    const opened = `${name}/any_batch`;
    initializers.set(opened, {dtype: 'int64', dims: [target.length], data: target.with(0, 0n)});
    return {...node, inputs: [node.inputs[0] ?? '', opened]};
  });
  return {
    ...graph,
    initializers,
    nodes,
    inputs: graph.inputs.map(open),
    outputs: graph.outputs.map(open),
    // What the file says of inner sizes holds for the old batch only.
    values: new Map(),
  };
}

/** Float32 kernels may sum in another order for more rows. */
const TOLERANCE = 1e-4;

/**
 * Runs the original on two batches of drawn rows, and the opened graph on both at once.
 *
 * @throws IngotError `MODEL_BATCH_FIXED` when they do not agree
 */
export async function checkOpenBatch(original: Model, opened: Model, batch: number): Promise<void> {
  const random = new Random(0).derive('batch');
  const parts = [drawFeeds(original.graph, random), drawFeeds(original.graph, random)] as const;
  const separate = [await run(original, parts[0]), await run(original, parts[1])];
  let together: readonly Tensor[];
  try {
    together = await run(opened, joinFeeds(...parts));
  } catch (error) {
    throw fixed(
      batch,
      `with ${String(2 * batch)} rows it cannot run (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  together.forEach(({data, dims}, output) => {
    const expected = separate.flatMap((tensors) => [...((tensors[output]?.data ?? []) as Float32Array)]);
    const actual = data as Float32Array;
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    const isEqual =
      dims[0] === 2 * batch &&
      actual.length === expected.length &&
      expected.every((value, at) => Math.abs(value - (actual[at] ?? NaN)) <= TOLERANCE * scale);
    if (!isEqual)
      throw fixed(batch, `with ${String(2 * batch)} rows it does not give what it gives for each ${String(batch)}`);
  });
}

async function run(model: Model, feeds: Record<string, Tensor>): Promise<readonly Tensor[]> {
  const session = await createSession(encodeModel(model), {threads: 1});
  try {
    const outputs = await session.run(feeds);
    return model.graph.outputs.flatMap(({name}) => (outputs[name] ? [outputs[name]] : []));
  } finally {
    await session.close();
  }
}

function drawFeeds({inputs}: Graph, random: Random): Record<string, Tensor> {
  return Object.fromEntries(inputs.map((input) => [input.name, drawTensor(input, random)]));
}

function drawTensor({name, dtype, shape}: Value, random: Random): Tensor {
  const dims = (shape ?? []).map((dim) => {
    if (typeof dim === 'number') return dim;
    throw surgeryError('MODEL_BATCH_FIXED', `Input '${name}' has a size that is open ('${dim}') behind its batch.`);
  });
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (dtype === 'float32') return {dtype, dims, data: Float32Array.from({length: count}, () => random.uniform())};
  const ids = Array.from({length: count}, () => random.integer(2));
  return dtype === 'int64'
    ? {dtype, dims, data: BigInt64Array.from(ids, BigInt)}
    : {dtype: 'int32', dims, data: Int32Array.from(ids)};
}

function joinFeeds(a: Readonly<Record<string, Tensor>>, b: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(a).map(([name, first]) => {
      const second = b[name] ?? first;
      const dims = [2 * (first.dims[0] ?? 1), ...first.dims.slice(1)];
      const joined = [...(first.data as Float32Array), ...(second.data as Float32Array)];
      const data =
        first.dtype === 'int64'
          ? BigInt64Array.from(joined as unknown as bigint[])
          : first.dtype === 'int32'
            ? Int32Array.from(joined)
            : Float32Array.from(joined);
      return [name, {...first, dims, data}];
    }),
  );
}

function fixed(batch: number, why: string): Error {
  return surgeryError(
    'MODEL_BATCH_FIXED',
    `The model was exported for ${String(batch)} row${batch === 1 ? '' : 's'} at a time, and cannot be opened to any number: ${why}.`,
    {hints: ['Export it again with an open batch (dynamic_axes or dynamic_shapes in PyTorch).']},
  );
}
