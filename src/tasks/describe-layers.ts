// A network layer by layer, and the memory its training takes: from the graph alone, nothing is run.
import {dtypeInfo, type Graph, type Node, type Shape} from '../onnx/index.js';
import {countFlops} from '../ops/index.js';
import {optimizers, parameterForm, resolveOptimizerOptions, slotDims} from '../optim/index.js';

export interface LayerDescription {
  /** The value it gives: `dense_0.z`. */
  readonly name: string;
  /** The operators that compute it. */
  readonly ops: readonly string[];
  readonly output: Shape | undefined;
  /** Trainable numbers. */
  readonly parameters: number;
  /** Floating-point operations for one row, a multiply-add being two; null where an op or a size is unknown. */
  readonly flops: number | null;
}

export interface MemoryDescription {
  readonly batchSize: number;
  readonly optimizer: string;
  /** Parameters and running statistics. */
  readonly weightsBytes: number;
  readonly gradientsBytes: number;
  /** The optimizer's state: its slots. */
  readonly optimizerBytes: number;
  /** Every value of the forward pass of one batch, kept for the backward one; null where a size is unknown. */
  readonly activationsBytes: number | null;
  /** All of these. */
  readonly trainingBytes: number | null;
}

/** `dense_0.z`, `logits`: a value that ingot gave a name; others lead to the next of these. */
const NAMED = /^([a-z]+(_[a-z]+)*_\d+\.[a-z]+|logits)$/;

/**
 * @param network - prepared tensors → logits, or any graph
 * @param isOurs - whether values have the names ingot gives; of another's graph every node is a layer
 * @param parameters - names of the trainable tensors
 */
export function describeLayers(
  network: Graph,
  {isOurs, parameters}: {readonly isOurs: boolean; readonly parameters: readonly string[]},
): LayerDescription[] {
  const shapeOf = shapes(network);
  const left = new Set(parameters);
  const layers: LayerDescription[] = [];
  let nodes: Node[] = [];
  for (const [index, node] of network.nodes.entries()) {
    nodes.push(node);
    const [name = ''] = node.outputs;
    if (isOurs && !NAMED.test(name) && index < network.nodes.length - 1) continue;
    const own = [...left].filter((parameter) => nodes.some(({inputs}) => inputs.includes(parameter)));
    for (const parameter of own) left.delete(parameter);
    const flops = nodes.map((part) => countFlops(part, (value) => forOneRow(shapeOf(value))));
    layers.push({
      name,
      ops: nodes.map(({opType}) => opType),
      output: shapeOf(name),
      parameters: own.reduce((sum, parameter) => sum + sizeOf(network, parameter), 0),
      flops: flops.every((count) => count !== undefined) ? flops.reduce((sum, count) => sum + count, 0) : null,
    });
    nodes = [];
  }
  return layers;
}

/** @throws IngotError `REGISTRY_UNKNOWN` for the optimizer */
export function describeMemory(
  network: Graph,
  options: {
    readonly parameters: readonly string[];
    readonly statistics: readonly string[];
    readonly batchSize: number;
    readonly optimizer: string;
  },
): MemoryDescription {
  const {parameters, statistics, batchSize} = options;
  const optimizer = optimizers.get(options.optimizer);
  const optimizerOptions = resolveOptimizerOptions(optimizer, {});
  const bytes = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + bytesOf(network.initializers.get(name)?.dtype, sizeOf(network, name)), 0);
  const weightsBytes = bytes([...parameters, ...statistics]);
  const gradientsBytes = bytes(parameters);
  const optimizerBytes = parameters.reduce((sum, name) => {
    const form = parameterForm(network, name);
    const slots = optimizer.slots(optimizerOptions, form).map((slot) => slotDims(slot, form.dims));
    return slots.reduce((bytes, {dims}) => bytes + bytesOf('float32', numbersOf(dims)), sum);
  }, 0);
  const activationsBytes = activationBytes(network, batchSize);
  return {
    ...{batchSize, optimizer: optimizer.name, weightsBytes, gradientsBytes, optimizerBytes, activationsBytes},
    trainingBytes: activationsBytes === null ? null : weightsBytes + gradientsBytes + optimizerBytes + activationsBytes,
  };
}

function activationBytes(network: Graph, batchSize: number): number | null {
  const shapeOf = shapes(network);
  let sum = 0;
  for (const name of [...network.inputs.map((input) => input.name), ...network.nodes.flatMap(({outputs}) => outputs)]) {
    if (name === '' || network.initializers.has(name)) continue;
    const dims = shapeOf(name)?.map((dim, axis) => (axis === 0 && typeof dim === 'string' ? batchSize : dim));
    if (!dims?.every((dim) => typeof dim === 'number')) return null;
    sum += bytesOf(
      valueOf(network, name)?.dtype,
      dims.reduce((product, dim) => product * dim, 1),
    );
  }
  return sum;
}

const valueOf = (graph: Graph, name: string) =>
  graph.values.get(name) ?? [...graph.inputs, ...graph.outputs].find((value) => value.name === name);

function shapes(graph: Graph): (name: string) => Shape | undefined {
  return (name) => graph.initializers.get(name)?.dims ?? valueOf(graph, name)?.shape;
}

/** The batch, a size by name along the first axis, is one row. */
const forOneRow = (shape: Shape | undefined): Shape | undefined =>
  shape?.map((dim, axis) => (axis === 0 && typeof dim === 'string' ? 1 : dim));

function sizeOf(graph: Graph, name: string): number {
  return numbersOf(graph.initializers.get(name)?.dims ?? []);
}

function numbersOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function bytesOf(dtype: Parameters<typeof dtypeInfo>[0] | undefined, count: number): number {
  const {array, entries} = dtypeInfo(dtype ?? 'float32');
  return count * entries * (array?.BYTES_PER_ELEMENT ?? 0);
}
