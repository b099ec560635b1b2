// The training program: K steps of training as one ONNX model, one Loop, and the feeding and reading of it. The result
// does not depend on K: a run of a hundred steps and a hundred runs of one give the same bits.
import {invariant} from '../core/index.js';
import {type DType, type Shape, type Tensor, type Value, makeModel} from '../onnx/index.js';
import {OpGraph} from '../ops/index.js';
import {decayFactor} from '../optim/index.js';
import {dropoutKeys, dropoutTable} from './dropout.js';
import {packState, stateTensors, unpackState} from './program-feeds.js';
import {
  AVERAGE_SHARE,
  DECAY,
  INVERSE_COUNT,
  INVERSE_ROWS,
  type ProgramPlan,
  decayBefore,
  groupScalar,
  planProgram,
} from './program-plan.js';
import {toDataInput} from './prepared-feeds.js';
import {LOSSES, NORMS, buildStep} from './program-step.js';
import type {Feeds, StepRange, TracedValue, TrainingProgram, TrainingProgramOptions} from './program-types.js';

const TARGET = 'train/target';
const WEIGHTS = 'train/weights';
const STEPS = 'train/steps';
const INDICES = 'train/indices';
const LENGTHS = 'train/lengths';
const SCALARS = 'train/scalars';
const ONES = 'train/ones';
const table = (layer: number): string => `train/table_${String(layer)}`;
const keys = (layer: number): string => `train/keys_${String(layer)}`;
const next = (state: string): string => `next/${state}`;

/**
 * Forward pass, loss, gradients and optimizer update of a network, K steps in one run.
 *
 * Opset 18 throughout, because above it the CUDA provider leaves Loop and others to the CPU.
 *
 * @throws IngotError `TRAIN_NETWORK_INVALID`, `REGISTRY_UNKNOWN`, `OP_NOT_DIFFERENTIABLE`, `OPTIMIZER_OPTION_UNKNOWN`,
 * `OPTIMIZER_OPTION_INVALID`
 */
export function buildTrainingProgram(options: TrainingProgramOptions): TrainingProgram {
  const plan = planProgram(options);
  const {graph, scans} = buildLoop(plan);
  const states = stateTensors(plan);
  const constants = new Map<number, Feeds>();
  return {
    model: makeModel({graph}),
    network: plan.network,
    dataInputs: plan.entries.map(toDataInput),
    targetInput: {name: TARGET, ...plan.target},
    weightInput: plan.isWeighted ? WEIGHTS : undefined,
    pack: (parameters, slots) => packState(plan, parameters, slots),
    unpack: (outputs) => unpackState(plan, (name) => required(outputs, next(name))),
    stateFeeds: (outputs) => Object.fromEntries(states.map(({name}) => [name, required(outputs, next(name))])),
    stepFeeds: (steps) => {
      const known = constants.get(steps.batchSize) ?? batchFeeds(plan, steps.batchSize);
      constants.set(steps.batchSize, known);
      return {...stepFeeds(plan, steps), ...known};
    },
    readLosses: (outputs) => floats(required(outputs, LOSSES)),
    readGradientNorms: (outputs) => (plan.givesNorms ? floats(required(outputs, NORMS)) : undefined),
    readTrace: (outputs) => readTrace(scans, outputs),
  };
}

/** The outer graph: inputs, the Loop, outputs. */
function buildLoop(plan: ProgramPlan): {graph: ReturnType<OpGraph['build']>; scans: readonly string[]} {
  const g = new OpGraph({name: 'training', prefix: 'train/'});
  const input = (name: string, dtype: DType, shape: Shape): Value => g.input(name, dtype, shape);
  const states = stateTensors(plan).map(({name, dims}) => ({name, value: input(name, 'float32', dims)}));
  const data = Object.fromEntries(
    plan.entries.map((entry) => [
      entry.name,
      input(entry.name, entry.dtype, ['rows', ...(entry.shape ?? []).slice(1)]),
    ]),
  );
  invariant(plan.targetsPerRow === 1 || !plan.isWeighted, 'rows of several targets have no weights');
  const target = input(TARGET, plan.target.dtype, ['rows', ...plan.target.dims]);
  const isColumn = plan.loss.targetForm === 'column' && plan.target.dims.length === 0;
  const step = buildStep(plan, {
    data,
    weights: plan.isWeighted ? g.unsqueeze(input(WEIGHTS, 'float32', ['rows']), [1]) : undefined,
    target: isColumn ? g.unsqueeze(target, [1]) : target,
    indices: input(INDICES, 'int32', ['steps', 'batchSize']),
    lengths: input(LENGTHS, 'int64', ['steps', 1]),
    scalars: input(SCALARS, 'float32', ['steps', plan.scalars.length]),
    ones: input(ONES, 'float32', ['batchSize']),
    tables: plan.dropouts.map(({dims}, layer) => input(table(layer), 'uint32', ['batchSize', ...dims])),
    keys: plan.dropouts.map((_, layer) => input(keys(layer), 'uint32', ['steps'])),
  });
  const results = g.ops(
    'Loop',
    [input(STEPS, 'int64', []), undefined, ...states.map(({value}) => value)],
    {body: {type: 'graph', value: step.graph}},
    {name: 'training_steps', outputs: [...states.map(({name}) => next(name)), ...step.scans]},
  );
  for (const value of results) g.output(value);
  return {graph: g.build(), scans: step.scans};
}

function stepFeeds(plan: ProgramPlan, steps: StepRange): Feeds {
  const {firstStep, indices, batchSize, lengths, learningRates, totals = lengths, averageShares} = steps;
  const {length: count} = lengths;
  invariant(
    indices.length === count * batchSize && learningRates.length === count && totals.length === count,
    `${String(count)} steps of ${String(batchSize)} rows need as many indices, totals and learning rates`,
  );
  const {length: width} = plan.scalars;
  const scalars = new Float32Array(count * width);
  for (const [index, total] of totals.entries()) {
    const numbers: Record<string, number> = {
      ...rateScalars(plan, firstStep + index, learningRates[index] ?? 0),
      [INVERSE_COUNT]: total > 0 ? 1 / (total * plan.targetsPerRow) : 0,
      [INVERSE_ROWS]: 1 / (lengths[index] ?? 1),
      [AVERAGE_SHARE]: averageShares?.[index] ?? 0,
    };
    for (const [column, name] of plan.scalars.entries()) scalars[index * width + column] = numbers[name] ?? 0;
  }
  const feeds: Feeds = {
    [STEPS]: {dtype: 'int64', dims: [], data: BigInt64Array.of(BigInt(count))},
    [INDICES]: {
      dtype: 'int32',
      dims: [count, batchSize],
      data: indices instanceof Int32Array ? indices : Int32Array.from(indices, Number),
    },
    [LENGTHS]: {dtype: 'int64', dims: [count, 1], data: BigInt64Array.from(lengths, BigInt)},
    [SCALARS]: {dtype: 'float32', dims: [count, width], data: scalars},
  };
  for (const layer of plan.dropouts.keys())
    feeds[keys(layer)] = dropoutKeys(plan.seed, layer, {first: firstStep, count});
  return feeds;
}

/** What the optimizer needs to know of a step, for each group of parameters. */
function rateScalars(plan: ProgramPlan, step: number, learningRate: number): Record<string, number> {
  const entries = plan.groups.flatMap((rates, group) => {
    const own = learningRate * rates.learningRateFactor;
    const numbers = {
      ...plan.optimizer.hostScalars(step, own, plan.optimizerOptions),
      [DECAY]: decayFactor(own, decayBefore(plan, rates)),
    };
    return Object.entries(numbers).map(([name, value]): [string, number] => [groupScalar(name, group), value]);
  });
  return Object.fromEntries(entries);
}

/** What depends on the batch size only. */
function batchFeeds(plan: ProgramPlan, batchSize: number): Feeds {
  const tables = Object.fromEntries(
    plan.dropouts.map(({dims}, layer) => [table(layer), dropoutTable(plan.seed, layer, [batchSize, ...dims])]),
  );
  return {...tables, [ONES]: {dtype: 'float32', dims: [batchSize], data: new Float32Array(batchSize).fill(1)}};
}

const TRACE = /^trace\/(?<kind>value|gradient)\/(?<name>.*)$/su;

function readTrace(scans: readonly string[], outputs: Readonly<Record<string, Tensor>>): TracedValue[] {
  return scans.flatMap((scan) => {
    const {kind, name} = TRACE.exec(scan)?.groups ?? {};
    if (name === undefined || (kind !== 'value' && kind !== 'gradient')) return [];
    const {dtype, dims, data} = required(outputs, scan);
    invariant(dims[0] === 1, 'a trace is read from a run of one step');
    return [{name, kind, tensor: {dtype, dims: dims.slice(1), data}}];
  });
}

function required(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name];
  invariant(tensor, `no tensor '${name}'`);
  return tensor;
}

function floats({data}: Tensor): Float32Array {
  invariant(data instanceof Float32Array, 'float32 numbers');
  return data;
}
