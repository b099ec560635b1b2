// The decisions of a training program, made once from its options: which parameters, how they travel, what is fed.
import {type LossDefinition, type LossOptions, losses} from '../nn/index.js';
import type {Graph, Value} from '../onnx/index.js';
import {type OptimizerDefinition, type OptionValues, optimizers, resolveOptimizerOptions} from '../optim/index.js';
import {type DropoutLayer, rewriteDropout} from './dropout.js';
import {trainError} from './errors.js';
import {type ParameterShape, type Unit, planUnits} from './program-state.js';
import type {TrainingProgramOptions} from './program-types.js';

export interface ProgramPlan {
  /** With masks instead of Dropout nodes. */
  readonly network: Graph;
  /** The entry tensors, without the masks. */
  readonly entries: readonly Value[];
  readonly logits: string;
  readonly loss: LossDefinition;
  readonly lossOptions: LossOptions;
  readonly isWeighted: boolean;
  readonly dropouts: readonly DropoutLayer[];
  readonly parameters: readonly ParameterShape[];
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
/** The scalar of decoupled weight decay. */
export const DECAY = 'decay';

/** A tensor of the state: a unit's parameters, or one of its slots. */
export function stateName(unit: Unit, slot = 'parameter'): string {
  return `state/${slot}/${unit.name}`;
}

/** @throws IngotError `TRAIN_NETWORK_INVALID`, `REGISTRY_UNKNOWN`, `OPTIMIZER_OPTION_UNKNOWN`, `OPTIMIZER_OPTION_INVALID` */
export function planProgram(options: TrainingProgramOptions): ProgramPlan {
  const optimizer = optimizers.get(options.optimizer);
  const optimizerOptions = resolveOptimizerOptions(optimizer, options.optimizerOptions ?? {});
  const {graph, layers} = rewriteDropout(options.network);
  const parameters = options.parameters.map((name) => parameterShape(options.network, name));
  if (parameters.length === 0)
    throw trainError('TRAIN_NETWORK_INVALID', 'Training expects at least one trainable parameter, but there is none.');
  const weightDecay = options.weightDecay ?? optimizer.defaults.weightDecay;
  return {
    network: graph,
    entries: options.network.inputs,
    logits: options.logits,
    loss: losses.get(options.loss),
    lossOptions: options.lossOptions ?? {},
    isWeighted: options.isWeighted === true,
    dropouts: layers,
    parameters,
    units: planUnits(parameters, options.packedBelow),
    optimizer,
    optimizerOptions,
    slots: optimizer.slots(optimizerOptions),
    scalars: [INVERSE_COUNT, ...optimizer.scalars, ...(weightDecay === 0 ? [] : [DECAY])],
    l1: options.l1 ?? 0,
    l2: options.l2 ?? 0,
    weightDecay,
    clipNorm: options.clipNorm,
    seed: options.seed,
    givesNorms: options.gradientNorms === true || options.clipNorm !== undefined,
    isTraced: options.traceValues === true,
  };
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
