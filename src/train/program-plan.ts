// The decisions of a training program, made once from its options: which parameters, how they travel, what is fed.
import type {OptionValues} from '../core/index.js';
import {type LossDefinition, losses} from '../nn/index.js';
import type {Graph, Value} from '../onnx/index.js';
import {type OptimizerDefinition, optimizers, resolveOptimizerOptions} from '../optim/index.js';
import {rewriteBatchNorm, type Statistic} from './batch-norm.js';
import {type DropoutLayer, rewriteDropout} from './dropout.js';
import {trainError} from './errors.js';
import {type ParameterShape, type Unit, planUnits} from './program-state.js';
import type {TargetInput, TrainingProgramOptions} from './program-types.js';
import {saveOutputs} from './saved-outputs.js';

export interface ProgramPlan {
  /** With masks instead of Dropout nodes, and batch normalization by the batch. */
  readonly network: Graph;
  /** The entry tensors, without the masks. */
  readonly entries: readonly Value[];
  readonly logits: string;
  readonly loss: LossDefinition;
  readonly lossOptions: OptionValues;
  readonly isWeighted: boolean;
  readonly target: Omit<TargetInput, 'name'>;
  readonly dropouts: readonly DropoutLayer[];
  readonly parameters: readonly ParameterShape[];
  /** Running statistics: state that no gradient changes. */
  readonly statistics: readonly Statistic[];
  readonly units: readonly Unit[];
  readonly optimizer: OptimizerDefinition;
  readonly optimizerOptions: OptionValues;
  readonly slots: readonly string[];
  /** Numbers of each step computed on the host, in the order of their columns. */
  readonly scalars: readonly string[];
  readonly l1: number;
  readonly l2: number;
  readonly weightDecay: number;
  readonly clipNorm: number | undefined;
  readonly seed: number;
  readonly givesNorms: boolean;
  readonly isTraced: boolean;
}

/** The scalar every program has: 1 / rows of the batch, or 1 / the sum of their weights. */
export const INVERSE_COUNT = 'inverseCount';
/** The scalar of batch normalization: 1 / rows of the batch, whatever the rows weigh. */
export const INVERSE_ROWS = 'inverseRows';
/** The scalar of decoupled weight decay. */
export const DECAY = 'decay';

/** A tensor of the state: a unit's parameters, or one of its slots. */
export function stateName(unit: Unit, slot = 'parameter'): string {
  return `state/${slot}/${unit.name}`;
}

/** A running statistic as a tensor of the state. */
export function statisticName({name}: Statistic): string {
  return `state/statistic/${name}`;
}

/** @throws IngotError `TRAIN_NETWORK_INVALID`, `REGISTRY_UNKNOWN`, `OPTIMIZER_OPTION_UNKNOWN`, `OPTIMIZER_OPTION_INVALID` */
export function planProgram(options: TrainingProgramOptions): ProgramPlan {
  const optimizer = optimizers.get(options.optimizer);
  const optimizerOptions = resolveOptimizerOptions(optimizer, options.optimizerOptions ?? {});
  const masked = rewriteDropout(options.network);
  const {graph, statistics} = rewriteBatchNorm(masked.graph);
  const isTraced = options.traceValues === true;
  const parameters = options.parameters.map((name) => parameterShape(options.network, name));
  if (parameters.length === 0)
    throw trainError('TRAIN_NETWORK_INVALID', 'Training expects at least one trainable parameter, but there is none.');
  const weightDecay = options.weightDecay ?? optimizer.defaults.weightDecay;
  return {
    network: isTraced ? graph : saveOutputs(graph),
    entries: options.network.inputs,
    logits: options.logits,
    loss: losses.get(options.loss),
    lossOptions: options.lossOptions ?? {},
    isWeighted: options.isWeighted === true,
    target: targetOf(losses.get(options.loss), options.shares),
    dropouts: masked.layers,
    parameters,
    statistics,
    units: planUnits(parameters, options.packedBelow),
    optimizer,
    optimizerOptions,
    slots: optimizer.slots(optimizerOptions),
    scalars: [
      INVERSE_COUNT,
      ...(statistics.length === 0 ? [] : [INVERSE_ROWS]),
      ...optimizer.scalars,
      ...(weightDecay === 0 ? [] : [DECAY]),
    ],
    l1: options.l1 ?? 0,
    l2: options.l2 ?? 0,
    weightDecay,
    clipNorm: options.clipNorm,
    seed: options.seed,
    givesNorms: options.gradientNorms === true || options.clipNorm !== undefined,
    isTraced,
  };
}

/** What a program is fed as the target: one number a row, or shares. */
export function targetOf({targetDtype}: LossDefinition, shares: number | undefined): Omit<TargetInput, 'name'> {
  return shares === undefined ? {dtype: targetDtype, dims: []} : {dtype: 'float32', dims: [shares]};
}

function parameterShape(network: Graph, name: string): ParameterShape {
  const tensor = network.initializers.get(name);
  if (tensor?.dtype !== 'float32')
    throw trainError(
      'TRAIN_NETWORK_INVALID',
      `Parameter '${name}' expects a float32 initializer of the network, but it is ${tensor ? tensor.dtype : 'absent'}.`,
    );
  return {name, dims: tensor.dims};
}
