// Low-rank adapters beside the weights of a model: y = W x + (alpha / rank) · B A x, with B zero at first, so that the
// model begins as what it was.
import {matchesPattern, Random} from '../core/index.js';
import type {Attributes, Graph, Model, Node, Tensor} from '../onnx/index.js';
import {adapterOf, baseIdOf, withAdapter, type AdaptedWeight} from './adapter.js';
import {surgeryError} from './errors.js';
import {linearNodes, readersOf, type LinearNode} from './linear-nodes.js';

export interface AdapterOptions {
  readonly rank: number;
  /** Default: the rank, so that the product is not scaled. */
  readonly alpha?: number | undefined;
  /** Patterns of weight or node names; `*` stands for anything. */
  readonly targets: readonly string[];
  readonly seed: number;
}

const SHOWN = 12;

/**
 * A: uniform over ±1/√inputs (as PyTorch's linear layer begins); B: zeros.
 *
 * @returns the model with the adapters in its graph and its metadata
 * @throws IngotError `LORA_NO_MATCH` naming what could be adapted, `ADAPTER_STATE` when the model has adapters already
 */
export function addAdapters(model: Model, {rank, alpha = rank, targets, seed}: AdapterOptions): Model {
  if (adapterOf(model))
    throw surgeryError('ADAPTER_STATE', '--lora adds adapters to a model, but this one has some already.', {
      hints: ['Leave --lora out to go on with those, or merge them first: ingot export MODEL -o merged.onnx.'],
    });
  const chosen = chooseTargets(model.graph, targets);
  const random = new Random(seed).derive('lora');
  let graph = model.graph;
  const weights: AdaptedWeight[] = [];
  for (const [weight, nodes] of chosen) {
    const [first] = nodes;
    if (!first) continue;
    const [down, up] = [`${weight}.lora_a`, `${weight}.lora_b`];
    const initializers = new Map(graph.initializers);
    const {tensor} = first;
    initializers.set(down, drawDown(first, rank, random.derive(weight)));
    initializers.set(up, zeros(upDims(first, rank)));
    const prefixes = nodes.map((_, at) => `${weight}.lora/${String(at)}`);
    nodes.forEach(({node, form}, at) => {
      const prefix = prefixes[at] ?? '';
      const scale = Float32Array.of((alpha / rank) * factorOf(node));
      initializers.set(`${prefix}/const_0`, {dtype: 'float32', dims: [], data: scale});
      graph = insertBranch(graph, node, {form, kernelRank: tensor.dims.length - 2, down, up, prefix});
    });
    graph = {...graph, initializers};
    weights.push({weight, form: first.form, down, up, bases: prefixes.map((prefix) => `${prefix}/base`)});
  }
  return withAdapter({...model, graph}, {rank, alpha, base: baseIdOf(model), weights});
}

/** By weight, in the order of the graph. A weight that something else reads too (a tied table) cannot be merged. */
function chooseTargets(graph: Graph, targets: readonly string[]): Map<string, LinearNode[]> {
  const byWeight = new Map<string, LinearNode[]>();
  for (const linear of linearNodes(graph))
    byWeight.set(linear.weight, [...(byWeight.get(linear.weight) ?? []), linear]);
  const usable = new Map(
    [...byWeight].filter(
      ([weight, nodes]) =>
        readersOf(graph, weight).length === nodes.length && new Set(nodes.map(({form}) => form)).size === 1,
    ),
  );
  const matches = (pattern: string): string[] =>
    [...usable]
      .filter(([weight, nodes]) =>
        [weight, ...nodes.map(({node}) => node.name)].some((name) => matchesPattern(pattern, name)),
      )
      .map(([weight]) => weight);
  const found = new Set<string>();
  for (const pattern of targets) {
    const names = matches(pattern);
    if (names.length === 0) throw noMatch(pattern, usable);
    for (const name of names) found.add(name);
  }
  return new Map([...usable].filter(([weight]) => found.has(weight)));
}

function noMatch(pattern: string, usable: ReadonlyMap<string, readonly LinearNode[]>): Error {
  const names = [...usable].map(([weight, nodes]) => `${weight} (${nodes.map(({node}) => node.opType).join(', ')})`);
  const more = names.length > SHOWN ? ` and ${String(names.length - SHOWN)} more` : '';
  return surgeryError('LORA_NO_MATCH', `--lora-targets '${pattern}' matches no weight that can take an adapter.`, {
    hints: [
      names.length === 0
        ? 'The model has no Gemm, MatMul or Conv with a stored float32 weight.'
        : `Weights that can: ${names.slice(0, SHOWN).join(', ')}${more}.`,
      "'*' stands for anything; names of nodes match too.",
    ],
    data: {pattern, candidates: [...usable.keys()]},
  });
}

function upDims({form, tensor, outputs}: LinearNode, rank: number): number[] {
  return form === 'convolution' ? [outputs, rank, ...tensor.dims.slice(2).map(() => 1)] : [rank, outputs];
}

function drawDown({form, tensor, inputs}: LinearNode, rank: number, random: Random): Tensor {
  const kernel = tensor.dims.slice(2);
  const dims = form === 'convolution' ? [rank, inputs, ...kernel] : [inputs, rank];
  const limit = 1 / Math.sqrt(kernel.reduce((product, size) => product * size, inputs));
  const data = Float32Array.from({length: dims.reduce((a, b) => a * b, 1)}, () => limit * (2 * random.uniform() - 1));
  return {dtype: 'float32', dims, data};
}

function zeros(dims: readonly number[]): Tensor {
  return {dtype: 'float32', dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1))};
}

/** A Gemm multiplies its product by a number of its own, which the branch beside it must do as well. */
function factorOf({opType, attributes: {alpha}}: Node): number {
  return opType === 'Gemm' && alpha?.type === 'float' ? alpha.value : 1;
}

interface Branch {
  readonly form: LinearNode['form'];
  /** Axes of the kernel of a convolution. */
  readonly kernelRank: number;
  readonly down: string;
  readonly up: string;
  readonly prefix: string;
}

/** The node's own output is renamed, and its old name is that of the sum with the branch. */
function insertBranch(graph: Graph, target: Node, branch: Branch): Graph {
  const {form, down, up, prefix} = branch;
  const [output = ''] = target.outputs;
  const [x = ''] = target.inputs;
  const node = (name: string, opType: string, inputs: readonly string[], attributes: Attributes = {}): Node => ({
    ...{opType, domain: '', name: `${prefix}/${name}`, inputs, attributes},
    outputs: [name === 'sum' ? output : `${prefix}/${name}_out`],
  });
  const opType = form === 'convolution' ? 'Conv' : 'MatMul';
  const added = [
    {...target, outputs: [`${prefix}/base`]},
    node('down', opType, [x, down], form === 'convolution' ? target.attributes : {}),
    node('up', opType, [`${prefix}/down_out`, up], form === 'convolution' ? pointwise(branch.kernelRank) : {}),
    node('scaled', 'Mul', [`${prefix}/up_out`, `${prefix}/const_0`]),
    node('sum', 'Add', [`${prefix}/base`, `${prefix}/scaled_out`]),
  ];
  return {...graph, nodes: graph.nodes.flatMap((other) => (other === target ? added : [other]))};
}

const pointwise = (rank: number): Attributes => ({
  kernel_shape: {type: 'ints', value: Array.from({length: rank}, () => 1)},
});
