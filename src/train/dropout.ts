// Dropout that can be repeated: the mask of (seed, layer, step) is a function of these three and of nothing else, so
// a resumed training drops what the uninterrupted one would have. The runtime's own random operators keep hidden state.
//
// A constant table T of random uint32 per layer and an odd key k per step give, for every activation,
//   h = T·k;  h = h + h / 2¹⁵;  h = h·C   (mod 2³²),   kept if h ≥ ratio·2³².
// Division instead of a shift, because the CUDA provider has no BitShift. Statistics are tested in dropout.test.ts.
import {Random, invariant, philox} from '../core/index.js';
import type {Graph, Node, Tensor, Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {trainError} from './errors.js';

const SHIFT = 0x8000;
const MULTIPLIER = 0x846ca68b;

export interface DropoutLayer {
  /** The input of the rewritten graph that takes the mask, already divided by the share kept. */
  readonly maskInput: string;
  readonly ratio: number;
  /** Sizes of the activations after the batch dimension. */
  readonly dims: readonly number[];
}

/**
 * Replaces each Dropout node by a multiplication with a mask that becomes an input of the graph.
 *
 * @throws IngotError `TRAIN_NETWORK_INVALID` for a ratio that is not constant, a mask output in use, or activations
 * whose sizes are not fixed
 */
export function rewriteDropout(graph: Graph): {readonly graph: Graph; readonly layers: readonly DropoutLayer[]} {
  const layers: DropoutLayer[] = [];
  const inputs: Value[] = [...graph.inputs];
  const nodes = graph.nodes.map((node): Node => {
    if (node.opType !== 'Dropout' || node.domain !== '') return node;
    const {x, ratio, shape} = readDropout(graph, node);
    const [output = ''] = node.outputs;
    if (ratio === 0) return {...node, opType: 'Identity', inputs: [x], outputs: [output]};
    const maskInput = `train/mask_${String(layers.length)}`;
    layers.push({maskInput, ratio, dims: shape});
    inputs.push({name: maskInput, dtype: 'float32', shape: ['batch', ...shape]});
    return {...node, opType: 'Mul', inputs: [x, maskInput], outputs: [output], attributes: {}};
  });
  return {graph: {...graph, inputs, nodes}, layers};
}

function readDropout(graph: Graph, node: Node): {x: string; ratio: number; shape: number[]} {
  const [x = '', ratioName = ''] = node.inputs;
  const refuse = (what: string): Error =>
    trainError('TRAIN_NETWORK_INVALID', `Dropout node '${node.name}' expects ${what}.`);
  const [, mask = ''] = node.outputs;
  if (mask !== '' && graph.nodes.some(({inputs}) => inputs.includes(mask)))
    throw refuse('its mask output to be unused');
  const constant = graph.initializers.get(ratioName);
  if (ratioName !== '' && !constant) throw refuse(`a constant ratio, but '${ratioName}' is computed`);
  const ratio = constant ? Number(constant.data[0]) : 0.5;
  if (!(ratio >= 0 && ratio < 1)) throw refuse(`a ratio of at least 0 and below 1, got ${String(ratio)}`);
  const value = graph.values.get(x) ?? graph.inputs.find(({name}) => name === x);
  const shape = value?.shape?.slice(1).filter((dim) => typeof dim === 'number');
  if (!shape || shape.length + 1 !== value?.shape?.length)
    throw refuse(`an input of fixed sizes after the batch ('${x}')`);
  return {x, ratio, shape};
}

/**
 * Adds the mask of one step to the graph.
 *
 * @param table - uint32 `[rows of the batch, ...dims]`
 * @param key - uint32 of one element, odd
 * @returns float32, 0 or 1 / (1 − ratio), shaped like `table`
 */
export function buildMask(g: OpGraph, table: Value, key: Value, ratio: number): Value {
  const mixed = g.mul(table, key);
  const folded = g.add(mixed, g.div(mixed, g.scalar(SHIFT, 'uint32')));
  const hash = g.mul(folded, g.scalar(MULTIPLIER, 'uint32'));
  const kept = g.op('GreaterOrEqual', [hash, g.scalar(Math.round(ratio * 0x1_0000_0000), 'uint32')]);
  return g.scale(g.cast(kept, 'float32'), 1 / (1 - ratio));
}

/** The constant table of a layer, for batches of `rowCount` rows. */
export function dropoutTable(seed: number, layer: number, dims: readonly number[]): Tensor {
  const random = new Random(seed).derive('dropout', 'table', layer);
  const data = new Uint32Array(dims.reduce((product, dim) => product * dim, 1));
  for (let index = 0; index < data.length; index += 1) data[index] = random.uint32();
  return {dtype: 'uint32', dims, data};
}

/** The odd keys of a layer at consecutive steps, one a step. */
export function dropoutKeys(
  seed: number,
  layer: number,
  steps: {readonly first: number; readonly count: number},
): Tensor {
  const random = new Random(seed).derive('dropout', 'keys', layer);
  const key = [random.uint32(), random.uint32()] as const;
  const data = new Uint32Array(steps.count);
  for (let index = 0; index < steps.count; index += 1) {
    const step = steps.first + index;
    const [word] = philox([step >>> 0, Math.floor(step / 0x1_0000_0000), 0, 0], key);
    invariant(word !== undefined, 'Philox gives four words');
    data[index] = (word | 1) >>> 0;
  }
  return {dtype: 'uint32', dims: [steps.count], data};
}
