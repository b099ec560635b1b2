// A head of another width: the last Gemm, MatMul or Conv before the logits gets new weights, and all after it, which knows
// the old width, goes.
import {invariant, type Random} from '../core/index.js';
import type {Graph, Node, Tensor} from '../onnx/index.js';
import {surgeryError} from './errors.js';
import {linearNodes, readersOf, type LinearNode} from './linear-nodes.js';

export interface NewHead {
  readonly graph: Graph;
  /** Of the new head: `[batch, outputs]`, or of a convolution `[batch, outputs, …]`. */
  readonly logits: string;
  readonly weights: readonly string[];
  /** The width it had. */
  readonly before: number;
}

/** What may stand between the last weights and the logits without the head being something else. */
const PASSED: ReadonlySet<string> = new Set([
  ...['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Add', 'Relu', 'Dropout', 'Cast'],
  ...['GlobalAveragePool', 'AveragePool', 'ReduceMean'],
]);

/**
 * Weights uniform over ±1/√inputs, as PyTorch's layers begin; biases zero.
 *
 * @throws IngotError `HEAD_NOT_FOUND` when something else stands before the logits, or the weights are shared
 */
export function replaceHead(
  graph: Graph,
  logits: string,
  {outputs, random}: {readonly outputs: number; readonly random: Random},
): NewHead {
  const head = findHead(graph, logits);
  const {node, weight, tensor, form, inputs} = head;
  if (readersOf(graph, weight).length > 1)
    throw notFound(`the weight '${weight}' of '${node.name}' is read elsewhere too`);
  const sum = biasNode(graph, head);
  const bias = node.inputs[2] === undefined || node.inputs[2] === '' ? sum?.bias : node.inputs[2];
  const dims = form === 'inputs-first' ? [inputs, outputs] : [outputs, ...tensor.dims.slice(1)];
  const initializers = new Map(graph.initializers);
  initializers.set(weight, draw(dims, {fanIn: tensor.data.length / Math.max(1, head.outputs), random}));
  if (bias !== undefined) initializers.set(bias, {dtype: 'float32', dims: [outputs], data: new Float32Array(outputs)});
  const reshapes = graph.nodes.filter(
    ({opType, inputs: read}) => opType === 'Reshape' && graph.initializers.has(read[1] ?? ''),
  );
  for (const {
    inputs: read,
    outputs: [made = ''],
  } of reshapes) {
    const target = graph.initializers.get(read[1] ?? '');
    if (target && isAfter(graph, made, node)) initializers.set(read[1] ?? '', retarget(target, head.outputs, outputs));
  }
  return {
    graph: {...graph, initializers},
    logits,
    weights: bias === undefined ? [weight] : [weight, bias],
    before: head.outputs,
  };
}

function findHead(graph: Graph, logits: string): LinearNode {
  const linear = new Map(linearNodes(graph).map((found) => [found.node, found]));
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let name = logits;
  for (;;) {
    const node = producers.get(name);
    if (!node) throw notFound(`nothing with weights stands before '${logits}'`);
    const found = linear.get(node);
    if (found) return found;
    if (node.domain !== '' || !PASSED.has(node.opType))
      throw notFound(`'${node.name}' (${node.opType}) stands before '${logits}'`);
    name = node.inputs.find((input) => input !== '' && !graph.initializers.has(input)) ?? '';
  }
}

/** The Add of a bias behind a MatMul. */
function biasNode(graph: Graph, {node, outputs}: LinearNode): {readonly bias: string} | undefined {
  const [reader] = readersOf(graph, node.outputs[0] ?? '');
  if (reader?.opType !== 'Add') return undefined;
  const bias = reader.inputs.find((name) => graph.initializers.get(name)?.data.length === outputs);
  return bias === undefined ? undefined : {bias};
}

function isAfter(graph: Graph, name: string, node: Node): boolean {
  const producers = new Map(graph.nodes.flatMap((made) => made.outputs.map((output) => [output, made] as const)));
  const pending = [name];
  const seen = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const made = producers.get(next);
    if (made === node) return true;
    if (!made || seen.has(next)) continue;
    seen.add(next);
    pending.push(...made.inputs);
  }
  return false;
}

function retarget(target: Tensor, before: number, after: number): Tensor {
  invariant(target.data instanceof BigInt64Array, 'the target of a Reshape is int64');
  return {...target, data: target.data.map((size) => (size === BigInt(before) ? BigInt(after) : size))};
}

function draw(dims: readonly number[], {fanIn, random}: {readonly fanIn: number; readonly random: Random}): Tensor {
  const limit = 1 / Math.sqrt(fanIn);
  const data = Float32Array.from({length: dims.reduce((a, b) => a * b, 1)}, () => limit * (2 * random.uniform() - 1));
  return {dtype: 'float32', dims, data};
}

function notFound(why: string): Error {
  return surgeryError('HEAD_NOT_FOUND', `There is no head to replace: ${why}.`, {
    hints: ['Name the tensor that the head gives with --logits, or keep the head: leave --head out.'],
  });
}
