// One training step on one row, with every number it consists of: the training program itself, run for a single step
// with its values given back. Nothing is computed a second time here, so what is shown is what training does.
import {invariant, type OptionValues} from '../core/index.js';
import {type Batch, makeColumn, makeRawField, parseValue, rawStorage} from '../data/index.js';
import {type Model, type Tensor, encodeModel, extractSubgraph, makeModel, readModel} from '../onnx/index.js';
import {optimizers} from '../optim/index.js';
import {
  type ModelSignature,
  createTargetReader,
  readSignature,
  resolveModelPath,
  rowsToFeeds,
} from '../prepare/index.js';
import {type Device, createSession} from '../runtime/index.js';
import {chooseLoss} from './choose-loss.js';
import {trainError} from './errors.js';
import {openNetwork} from './network.js';
import {buildTrainingProgram} from './program.js';

export interface TraceRequest {
  /** An ONNX file, or a run folder. */
  readonly model: string;
  /** Raw columns and the target, as JSON. */
  readonly row: string;
  /** Default: the model's. */
  readonly loss?: string | undefined;
  readonly lossOption?: OptionValues | undefined;
  readonly optimizer: string;
  /** Default: the optimizer's. */
  readonly learningRate?: number | undefined;
  /** Of dropout masks. */
  readonly seed: number;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
}

/** Numbers in row-major order; the first size of a value is the batch, 1. */
export interface TraceNumbers {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface TraceResult {
  readonly model: string;
  /** The prepared row: what enters the network. */
  readonly entry: readonly TraceNumbers[];
  /** Every value of the forward pass in order of computation, with the node that made it. */
  readonly forward: readonly (TraceNumbers & {readonly op: string; readonly inputs: readonly string[]})[];
  /** In training space: class index, or scaled value. */
  readonly target: {readonly name: string; readonly value: number};
  readonly loss: {readonly name: string; readonly value: number};
  /** Gradients of the loss by the values of the forward pass, from the logits backwards. */
  readonly gradients: readonly TraceNumbers[];
  readonly optimizer: {readonly name: string; readonly learningRate: number};
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly before: readonly number[];
    readonly gradient: readonly number[];
    readonly after: readonly number[];
  }[];
}

/**
 * @throws IngotError `TRACE_ROW_INVALID` naming the column; what reading the model and its signature throws
 */
export async function traceStep(request: TraceRequest): Promise<TraceResult> {
  const path = resolveModelPath(request.model);
  const model = await readModel(path);
  const signature = readSignature(model);
  const row = parseRow(request.row);
  const entry = await enterNetwork(model, signature, row);
  const target = await readTarget(signature, row);
  const {graph, parameters, statistics} = openNetwork(model, signature);
  if (statistics.length > 0)
    throw trainError(
      'TRAIN_NETWORK_INVALID',
      'A step of one row is traced, but batch normalization expects at least two.',
      {hints: ['Trace a model made with --norm layer, or with none.']},
    );
  const {defaults} = optimizers.get(request.optimizer);
  const learningRate = request.learningRate ?? defaults.learningRate;
  const {loss, lossOptions} = chooseLoss(
    {loss: request.loss ?? null, lossOption: request.lossOption ?? null},
    signature,
  );
  const program = buildTrainingProgram({
    network: graph,
    logits: signature.logits,
    parameters,
    loss,
    lossOptions,
    optimizer: request.optimizer,
    seed: request.seed,
    traceValues: true,
  });
  const {dtype, name} = program.targetInput;
  const data = dtype === 'int32' ? Int32Array.of(target) : Float32Array.of(target);
  const session = await createSession(encodeModel(program.model), {device: request.device, threads: request.threads});
  const steps = {firstStep: 1, indices: Int32Array.of(0), batchSize: 1, lengths: [1], learningRates: [learningRate]};
  const feeds = {...program.pack(graph.initializers), ...entry, [name]: {dtype, dims: [1], data}};
  const outputs = await session.run({...feeds, ...program.stepFeeds(steps)});
  await session.close();

  const trace = program.readTrace(outputs);
  const nodes = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const after = program.unpack(outputs).parameters;
  const gradientOf = new Map(trace.filter(({kind}) => kind === 'gradient').map((entry) => [entry.name, entry.tensor]));
  return {
    model: path,
    entry: Object.entries(entry).map(([key, tensor]) => numbers(key, tensor)),
    forward: trace
      .filter(({kind}) => kind === 'value')
      .map(({name: key, tensor}) => ({
        ...numbers(key, tensor),
        op: nodes.get(key)?.opType ?? '',
        inputs: nodes.get(key)?.inputs ?? [],
      })),
    target: {name: signature.target.name, value: shortest(data[0] ?? NaN)},
    loss: {name: loss, value: shortest(program.readLosses(outputs)[0] ?? NaN)},
    gradients: [...gradientOf]
      .filter(([key]) => nodes.has(key))
      .map(([key, tensor]) => numbers(key, tensor))
      .reverse(),
    optimizer: {name: request.optimizer, learningRate},
    parameters: parameters.map((key) => {
      const before = numbers(key, required(graph.initializers, key));
      const gradient = numbers(key, required(gradientOf, key)).values;
      return {
        name: key,
        shape: before.shape,
        before: before.values,
        gradient,
        after: numbers(key, required(after, key)).values,
      };
    }),
  };
}

function parseRow(text: string): Readonly<Record<string, unknown>> {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch (cause) {
    throw invalidRow(`is no JSON (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw invalidRow('is no object');
  return row as Readonly<Record<string, unknown>>;
}

function invalidRow(what: string, cause?: unknown): Error {
  return trainError('TRACE_ROW_INVALID', `The row ${what}; expected an object of column names and values.`, {
    hints: [`Quote it for the shell: --row '{"x1": 1, "y": 3}'.`],
    cause,
  });
}

/** The row at the tensors where the network begins, through the model's own preprocessing. */
async function enterNetwork(
  model: Model,
  signature: ModelSignature,
  row: Readonly<Record<string, unknown>>,
): Promise<Record<string, Tensor>> {
  const {feeds, problems} = rowsToFeeds([row], signature);
  const [problem] = problems;
  if (problem)
    throw trainError('TRACE_ROW_INVALID', problem.message, {
      hints: [`Columns: ${signature.inputs.map(({name}) => name).join(', ')}; target: ${signature.target.name}.`],
      data: {column: problem.field},
    });
  const graph = extractSubgraph(model.graph, Object.keys(feeds), signature.entry);
  const session = await createSession(encodeModel(makeModel({graph, opsets: model.opsets})), {threads: 1});
  const outputs = await session.run(feeds);
  await session.close();
  return outputs;
}

/** The target in training space. */
async function readTarget(signature: ModelSignature, row: Readonly<Record<string, unknown>>): Promise<number> {
  const {name, parse} = signature.target;
  const value = parseValue(row[name], parse);
  if (value === undefined || value === null || typeof value === 'object' || Number.isNaN(value))
    throw trainError('TRACE_ROW_INVALID', `The row has no ${parse.kind} value for the target '${name}'.`, {
      hints: [`Add it to --row: {…, "${name}": VALUE}.`],
      data: {column: name},
    });
  const storage = rawStorage(parse);
  const column = makeColumn(storage, 1);
  column[0] = value;
  const field = makeRawField(name, parse.kind, 'target', parse);
  const reader = await createTargetReader(signature, {index: 0, field}, {name: '--row', stages: []});
  const batch: Batch = {rowCount: 1, columns: [column]};
  const {values} = await reader.read(batch);
  await reader.close();
  return values[0] ?? NaN;
}

function numbers(name: string, {dims, data}: Tensor): TraceNumbers {
  return {
    name,
    shape: dims,
    values: Array.from(data as ArrayLike<number | bigint>, (value) => shortest(Number(value))),
  };
}

/** The shortest decimal that is the same float32: 0.425 instead of 0.42500001192092896. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === Math.fround(value)) return rounded;
  }
  return value;
}

function required(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  invariant(tensor, `a tensor for '${name}'`);
  return tensor;
}
