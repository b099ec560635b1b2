// Op samples as runnable graphs: drawn inputs, outputs, and the gradients of the weighted sum of the outputs. Shared by
// the contract tests and by the script that records oracle values.
import {Random} from '../../src/core/index.js';
import {buildGradients} from '../../src/autodiff/index.js';
import type {DType, Graph, Tensor, Value} from '../../src/onnx/index.js';
import {OpGraph, hasGradient, isFloat, numbers, ops} from '../../src/ops/index.js';
import type {OpDefinition, OpSample} from '../../src/ops/index.js';

export type FloatKind = 'float32' | 'float64';

export interface SampleCase {
  readonly op: OpDefinition;
  readonly sample: OpSample;
  /** `Gather: inner axis` */
  readonly title: string;
}

export const sampleCases: readonly SampleCase[] = ops
  .values()
  .flatMap((op) => op.samples.map((sample) => ({op, sample, title: `${op.name}: ${sample.name ?? 'plain'}`})));

/** One input of a sample, drawn or fixed; floats are drawn on the float32 grid so that both kinds mean the same number. */
export interface DrawnInput {
  readonly tensor: Tensor;
  readonly isConstant: boolean;
}

export function drawInputs({sample, title}: SampleCase): (DrawnInput | undefined)[] {
  return sample.inputs.map((input, index) => {
    if (!input) return undefined;
    if ('constant' in input) return {tensor: input.constant, isConstant: true};
    const random = new Random(`${title}/${String(index)}`);
    return {tensor: draw(random, input.shape, input.dtype ?? 'float32', input), isConstant: false};
  });
}

export function draw(
  random: Random,
  dims: readonly number[],
  dtype: DType = 'float32',
  range: {readonly low?: number; readonly high?: number} = {},
): Tensor {
  const {low = isFloat(dtype) ? -1.5 : 0, high = isFloat(dtype) ? 1.5 : 5} = range;
  const element = () => {
    if (dtype === 'bool') return random.integer(2);
    return isFloat(dtype) ? Math.fround(low + (high - low) * random.uniform()) : low + random.integer(high - low + 1);
  };
  return {dtype, dims, data: numbers(dtype, Array.from({length: countOf(dims)}, element))};
}

export const countOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** The same numbers in the other float kind; other tensors as they are. */
export function inKind(tensor: Tensor, kind: FloatKind): Tensor {
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'float64') return tensor;
  return {...tensor, dtype: kind, data: numbers(kind, Array.from(tensor.data as Float32Array))};
}

export interface SampleGraph {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** The op's own outputs. */
  readonly outputs: readonly Value[];
  /** Names of the drawn float inputs. */
  readonly variables: readonly string[];
  /** Output names of the gradients, one per variable; empty for the forward graph alone. */
  readonly gradients: readonly string[];
}

export interface SampleGraphOptions {
  readonly kind: FloatKind;
  readonly withGradients?: boolean;
  /** Replaces the declared shape of drawn inputs and, without an index, of the weights of the outputs. */
  readonly declare?: (dims: readonly number[], index?: number) => readonly (number | string)[];
  /** Shapes of the outputs, where the weights of the sum cannot take them from inference. */
  readonly outputDims?: readonly (readonly number[])[];
}

/** The op alone, or with `loss = Σ outputs · weights` and the gradients of it by every drawn float input. */
export function buildSample(sampleCase: SampleCase, options: SampleGraphOptions): SampleGraph {
  const {op, sample, title} = sampleCase;
  const {kind, withGradients = false, declare = (dims: readonly number[]) => dims} = options;
  const g = new OpGraph({name: 'sample'});
  const feeds: Record<string, Tensor> = {};
  const variables: Value[] = [];
  const inputs = drawInputs(sampleCase).map((drawn, index) => {
    if (!drawn) return undefined;
    const tensor = inKind(drawn.tensor, kind);
    if (drawn.isConstant) return g.initializer(`c${String(index)}`, tensor);
    const value = g.input(`x${String(index)}`, tensor.dtype, declare(tensor.dims, index));
    feeds[value.name] = tensor;
    if (isFloat(value.dtype)) variables.push(value);
    return value;
  });
  const [opType = '', domain = ''] = op.name.split(':').reverse();
  const nodeOptions = {
    domain,
    name: 'node',
    outputs: Array.from({length: sample.outputCount ?? 1}, (_, i) => `y${String(i)}`),
  };
  const outputs = g.ops(opType, inputs, sample.attributes, nodeOptions);
  for (const output of outputs) g.output(output);
  if (!withGradients)
    return {graph: g.build(), feeds, outputs, variables: variables.map(({name}) => name), gradients: []};
  const random = new Random(`${title}/weights`);
  const terms = outputs
    .filter(({dtype}) => isFloat(dtype))
    .map((output, index) => {
      const dims = options.outputDims?.[index] ?? (output.shape as readonly number[]);
      const weight = inKind(draw(random, dims), output.dtype as FloatKind);
      const name = `dy${String(index)}`;
      feeds[name] = weight;
      return g.reduceSum(g.mul(output, g.input(name, weight.dtype, declare(weight.dims))));
    });
  const loss = terms.reduce((sum, term) => g.add(sum, term));
  g.output(loss, 'loss');
  const gradients = buildGradients(g, loss, variables).map((gradient, index) =>
    g.output(gradient, `d_${variables[index]?.name ?? ''}`),
  );
  return {
    graph: g.build(),
    feeds,
    outputs,
    variables: variables.map(({name}) => name),
    gradients: gradients.map(({name}) => name),
  };
}

/** Whether a sample has anything to differentiate. */
export function isDifferentiated({op, sample}: SampleCase): boolean {
  return (
    hasGradient(op) &&
    sample.inputs.some((input) => input && !('constant' in input) && isFloat(input.dtype ?? 'float32'))
  );
}
