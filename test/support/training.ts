// Runs training programs in tests: a network, its data, and the steps in runs of any length.
import type {Graph, Tensor} from '../../src/onnx/index.js';
import {encodeModel} from '../../src/onnx/index.js';
import {createSession} from '../../src/runtime/index.js';
import type {TensorMaps, TrainingProgram} from '../../src/train/program-types.js';

export interface TrainingData {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly target: Float32Array | Int32Array;
  /** Of a weighted program. */
  readonly weights?: Float32Array;
}

export interface TrainingSteps {
  /** Row numbers of each batch; none longer than `batchSize`. */
  readonly batches: readonly (readonly number[])[];
  readonly batchSize: number;
  /** One for all steps, or one a step. */
  readonly learningRate: number | readonly number[];
  /** How much each step counts in an average. */
  readonly averageShares?: readonly number[];
  /** Steps in one run. */
  readonly stepsPerRun: number;
  readonly firstStep?: number;
}

export interface TrainingOutcome extends TensorMaps {
  readonly losses: number[];
  readonly norms: number[];
}

export function float32(dims: readonly number[], values: Iterable<number>): Tensor {
  return {dtype: 'float32', dims, data: Float32Array.from(values)};
}

function targetDims({targetInput: {dims}}: TrainingProgram, {target}: TrainingData): number[] {
  return [target.length / dims.reduce((product, size) => product * size, 1), ...dims];
}

/** Trains from the network's own initializers, or from an earlier outcome. */
export async function runTraining(
  program: TrainingProgram,
  network: Graph,
  data: TrainingData,
  steps: TrainingSteps,
  from?: TensorMaps,
): Promise<TrainingOutcome> {
  const {batches, batchSize, stepsPerRun, firstStep = 1} = steps;
  const session = await createSession(encodeModel(program.model), {threads: 1});
  const losses: number[] = [];
  const norms: number[] = [];
  let state = program.pack(from?.parameters ?? network.initializers, from?.slots);
  let end: TensorMaps = {parameters: new Map(), slots: new Map()};
  const target: Tensor = {dtype: program.targetInput.dtype, dims: targetDims(program, data), data: data.target};
  const {weights} = data;
  const weighted: Record<string, Tensor> =
    weights && program.weightInput !== undefined
      ? {[program.weightInput]: {dtype: 'float32', dims: [weights.length], data: weights}}
      : {};
  for (let first = 0; first < batches.length; first += stepsPerRun) {
    const part = batches.slice(first, first + stepsPerRun);
    const indices = new Int32Array(part.length * batchSize);
    for (const [index, rows] of part.entries()) indices.set(rows, index * batchSize);
    const outputs = await session.run({
      ...state,
      ...data.inputs,
      ...weighted,
      [program.targetInput.name]: target,
      ...program.stepFeeds({
        firstStep: firstStep + first,
        indices,
        batchSize,
        lengths: part.map(({length}) => length),
        totals: weights && part.map((rows) => rows.reduce((sum, row) => sum + (weights[row] ?? NaN), 0)),
        averageShares: steps.averageShares?.slice(first, first + part.length),
        learningRates: part.map((_, index) =>
          typeof steps.learningRate === 'number' ? steps.learningRate : (steps.learningRate[first + index] ?? 0),
        ),
      }),
    });
    losses.push(...program.readLosses(outputs));
    norms.push(...(program.readGradientNorms(outputs) ?? []));
    state = program.stateFeeds(outputs);
    end = program.unpack(outputs);
  }
  await session.close();
  return {...end, losses, norms};
}

/** The largest |a − b| / (1 + |b|). */
export function largestDifference(a: Iterable<number>, b: Iterable<number>): number {
  const expected = [...b];
  const differences = [...a].map((value, index) => {
    const other = expected[index] ?? NaN;
    return Math.abs(value - other) / (1 + Math.abs(other));
  });
  if (differences.length !== expected.length) return NaN;
  return Math.max(0, ...differences);
}
