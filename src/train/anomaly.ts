// Which operation was the first whose result, in the forward or the backward pass of a step, is no number.
import type {Graph, Node, Tensor} from '../onnx/index.js';
import type {TracedValue} from './program-types.js';
import {isFiniteData, type TensorMap} from './tensors.js';

/** What a tensor holds. */
export interface TensorRange {
  readonly name: string;
  /** Over the finite numbers; null where there is none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly nanCount: number;
  readonly infiniteCount: number;
}

export interface Anomaly {
  readonly pass: 'forward' | 'backward';
  /** The tensor that is no number: a value of the network, or that by which the loss was differentiated. */
  readonly tensor: string;
  /** The node whose result, or whose gradient, it is; null: the rows themselves, or the loss. */
  readonly node: {readonly name: string; readonly op: string} | null;
  /** What it was computed from; in the backward pass the gradient of its output too. */
  readonly inputs: readonly TensorRange[];
}

export interface TracedStep {
  /** As it trains: with masks, and normalized by the batch. */
  readonly network: Graph;
  readonly logits: string;
  readonly trace: readonly TracedValue[];
  /** Entry tensors of the batch, and weights before the step. */
  readonly known: TensorMap;
  readonly loss: number;
}

/** @returns undefined when every value and every gradient of the step is a number */
export function findAnomaly(step: TracedStep): Anomaly | undefined {
  const {network, logits, trace, known, loss} = step;
  const of = (kind: TracedValue['kind']): Map<string, Tensor> =>
    new Map(trace.filter((one) => one.kind === kind).map(({name, tensor}) => [name, tensor]));
  const [values, gradients] = [of('value'), of('gradient')];
  const read = (name: string): Tensor | undefined =>
    values.get(name) ?? known.get(name) ?? network.initializers.get(name);
  const rangesOf = (node: Node): TensorRange[] => node.inputs.flatMap((name) => rangeOf(name, read(name)));
  const named = ({name, opType}: Node): Anomaly['node'] => ({name, op: opType});

  const badInput = network.inputs.map(({name}) => name).find((name) => isBad(read(name)));
  if (badInput !== undefined)
    return {pass: 'forward', tensor: badInput, node: null, inputs: rangeOf(badInput, read(badInput))};
  for (const node of network.nodes) {
    const tensor = node.outputs.find((name) => isBad(values.get(name)));
    if (tensor !== undefined) return {pass: 'forward', tensor, node: named(node), inputs: rangesOf(node)};
  }
  const logitsRange = rangeOf(logits, read(logits));
  if (!Number.isFinite(loss)) return {pass: 'forward', tensor: 'the loss', node: null, inputs: logitsRange};
  if (isBad(gradients.get(logits))) return {pass: 'backward', tensor: logits, node: null, inputs: logitsRange};
  for (const node of network.nodes.toReversed()) {
    const tensor = node.inputs.find((name) => isBad(gradients.get(name)));
    if (tensor === undefined) continue;
    const given = node.outputs.flatMap((name) => rangeOf(`the gradient of ${name}`, gradients.get(name)));
    return {pass: 'backward', tensor, node: named(node), inputs: [...rangesOf(node), ...given]};
  }
  return undefined;
}

/** As the end of a sentence: `tensor 'z' in the forward pass, from Exp (node 'e') of x in [-3, 900]`. */
export function describeAnomaly({pass, tensor, node, inputs}: Anomaly): string {
  const what = tensor === 'the loss' ? tensor : `tensor '${tensor}'`;
  const where = pass === 'forward' ? `${what} in the forward pass` : `the gradient of ${what} in the backward pass`;
  const ranges = inputs.map(describeRange).join(', ');
  if (node) return `${where}, from ${node.op} (node '${node.name}') of ${ranges}`;
  return inputs.some(({name}) => name === tensor) && pass === 'forward'
    ? `${where}, which enters the network`
    : `${where}, from the loss of ${ranges}`;
}

function describeRange({name, min, max, nanCount, infiniteCount}: TensorRange): string {
  const number = (value: number): string => String(Number(value.toPrecision(4)));
  const bounds = min === null || max === null ? 'no number' : `in [${number(min)}, ${number(max)}]`;
  const bad = [
    ...(nanCount > 0 ? [`${String(nanCount)} NaN`] : []),
    ...(infiniteCount > 0 ? [`${String(infiniteCount)} infinite`] : []),
  ];
  return `${name} ${bounds}${bad.length === 0 ? '' : ` (${bad.join(', ')})`}`;
}

function isBad(tensor: Tensor | undefined): boolean {
  return tensor !== undefined && !isFiniteData(tensor.data);
}

/** Empty for what is no tensor of floating-point numbers. */
function rangeOf(name: string, tensor: Tensor | undefined): TensorRange[] {
  const {data} = tensor ?? {};
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return [];
  let [min, max, nanCount, infiniteCount] = [Infinity, -Infinity, 0, 0];
  for (const value of data) {
    if (Number.isNaN(value)) nanCount += 1;
    else if (!Number.isFinite(value)) infiniteCount += 1;
    else {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  const hasNumbers = min <= max;
  return [{name, min: hasNumbers ? min : null, max: hasNumbers ? max : null, nanCount, infiniteCount}];
}
