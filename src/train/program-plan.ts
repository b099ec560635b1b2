// The decisions of a training program, made once from its options: which parameters, how they travel, what is fed.
import type {OptionValues} from '../core/index.js';
import {type LossDefinition, losses} from '../nn/index.js';
import type {Graph, Value} from '../onnx/index.js';
import {
  type OptimizerDefinition,
  optimizers,
  parameterForm,
  resolveOptimizerOptions,
  slotDims,
} from '../optim/index.js';
import {rewriteBatchNorm, type Statistic} from './batch-norm.js';
import {type DropoutLayer, rewriteDropout} from './dropout.js';
import {trainError} from './errors.js';
import {movingStatistics} from './network.js';
import {type ParameterShape, type PlannedParameter, type Unit, planUnits} from './program-state.js';
import type {ParameterRates, TargetInput, TrainingProgramOptions} from './program-types.js';
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
  readonly targetsPerRow: number;
  readonly dropouts: readonly DropoutLayer[];
  readonly parameters: readonly ParameterShape[];
  /** Running statistics: state that no gradient changes. */
  readonly statistics: readonly Statistic[];
  readonly units: readonly Unit[];
  readonly optimizer: OptimizerDefinition;
  readonly optimizerOptions: OptionValues;
  /** Parameters of one group have learning rate and decay in common. */
  readonly groups: readonly ParameterRates[];
  /** Numbers of each step computed on the host, in the order of their columns. */
  readonly scalars: readonly string[];
  readonly l1: number;
  readonly l2: number;
  /** Rows that are computed at a time; undefined: the whole batch. */
  readonly partRows: number | undefined;
  /** A mean of the weights travels beside them. */
  readonly isAveraged: boolean;
  readonly recompute: boolean;
  readonly clipNorm: number | undefined;
  readonly seed: number;
  readonly convBlock: number | undefined;
  readonly givesNorms: boolean;
  readonly isTraced: boolean;
}

/** The scalar every program has: 1 / rows of the batch, or 1 / the sum of their weights. */
export const INVERSE_COUNT = 'inverseCount';
/** The scalar of batch normalization: 1 / rows of the batch, whatever the rows weigh. */
export const INVERSE_ROWS = 'inverseRows';
/** The scalar of decoupled weight decay. */
export const DECAY = 'decay';
/** The scalar of averaged weights: how much the new ones count. */
export const AVERAGE_SHARE = 'averageShare';
/** The slot of the averaged weights, and the statistic averaged. */
export const AVERAGE = 'average';

/** The scalar of a group of parameters: the first group, usually the only one, has the plain name. */
export function groupScalar(name: string, group: number): string {
  return group === 0 ? name : `${name}/${String(group)}`;
}

/** A tensor of the state: a unit's parameters, or one of its slots. */
export function stateName(unit: Unit, slot = 'parameter'): string {
  return `state/${slot}/${unit.name}`;
}

/** A running statistic as a tensor of the state, or its average. */
export function statisticName({name}: Statistic, kind = 'statistic'): string {
  return `state/${kind}/${name}`;
}

/** The decay that is applied before the update of a group. */
export function decayBefore(plan: Pick<ProgramPlan, 'optimizer'>, {weightDecay}: ParameterRates): number {
  return plan.optimizer.decaysItself === true ? 0 : weightDecay;
}

/** @throws IngotError `TRAIN_NETWORK_INVALID`, `REGISTRY_UNKNOWN`, `OPTIMIZER_OPTION_UNKNOWN`, `OPTIMIZER_OPTION_INVALID` */
export function planProgram(options: TrainingProgramOptions): ProgramPlan {
  const optimizer = optimizers.get(options.optimizer);
  const optimizerOptions = resolveOptimizerOptions(optimizer, options.optimizerOptions ?? {});
  const masked = rewriteDropout(options.network);
  const moving = options.statistics ?? movingStatistics(options.network, new Set(options.parameters));
  const {graph, statistics} = rewriteBatchNorm(masked.graph, moving);
  const isTraced = options.traceValues === true;
  const weightDecay = options.weightDecay ?? optimizer.defaults.weightDecay;
  const {groups, groupOf} = planGroups(options, weightDecay);
  const isAveraged = options.isAveraged === true;
  const parameters = options.parameters.map((name): PlannedParameter => {
    const {dims} = parameterShape(options.network, name);
    const form = parameterForm(options.network, name);
    const slots = optimizer.slots(optimizerOptions, form).map((slot) => slotDims(slot, dims));
    return {
      ...{name, dims, group: groupOf(name)},
      slots: isAveraged ? [...slots, {name: AVERAGE, dims}] : slots,
      form: optimizer.isWhole?.(form) === true ? form : undefined,
    };
  });
  if (parameters.length === 0)
    throw trainError('TRAIN_NETWORK_INVALID', 'Training expects at least one trainable parameter, but there is none.');
  return {
    network: isTraced ? graph : saveOutputs(graph),
    entries: options.network.inputs,
    logits: options.logits,
    loss: losses.get(options.loss),
    lossOptions: options.lossOptions ?? {},
    isWeighted: options.isWeighted === true,
    target: targetOf(losses.get(options.loss), options.shares, options.targetsPerRow),
    targetsPerRow: options.targetsPerRow ?? 1,
    dropouts: masked.layers,
    parameters: parameters.map(({name, dims}) => ({name, dims})),
    statistics,
    units: planUnits(parameters, options.packedBelow),
    optimizer,
    optimizerOptions,
    groups,
    scalars: [
      INVERSE_COUNT,
      ...(statistics.length === 0 ? [] : [INVERSE_ROWS]),
      ...groups.flatMap((rates, group) => {
        const names = decayBefore({optimizer}, rates) === 0 ? optimizer.scalars : [...optimizer.scalars, DECAY];
        return names.map((name) => groupScalar(name, group));
      }),
      ...(isAveraged ? [AVERAGE_SHARE] : []),
    ],
    l1: options.l1 ?? 0,
    l2: options.l2 ?? 0,
    partRows: options.partRows,
    isAveraged,
    recompute: options.recompute === true,
    clipNorm: options.clipNorm,
    seed: options.seed,
    convBlock: options.convBlock,
    givesNorms: options.gradientNorms === true || options.clipNorm !== undefined,
    isTraced,
  };
}

/** What a program is fed as the target: one number a row, or shares. */
export function targetOf(
  {targetDtype}: LossDefinition,
  shares: number | undefined,
  targetsPerRow = 1,
): Omit<TargetInput, 'name'> {
  if (shares !== undefined) return {dtype: 'float32', dims: [shares]};
  return {dtype: targetDtype, dims: targetsPerRow === 1 ? [] : [targetsPerRow]};
}

/** Equal rates make one group; the groups are in the order in which the parameters come to them. */
function planGroups(
  {parameters, rates}: TrainingProgramOptions,
  weightDecay: number,
): {readonly groups: readonly ParameterRates[]; readonly groupOf: (name: string) => number} {
  const groups: ParameterRates[] = [];
  const keys = new Map<string, number>();
  const indices = parameters.map((name): [string, number] => {
    const own = rates?.get(name) ?? {learningRateFactor: 1, weightDecay};
    const key = `${String(own.learningRateFactor)}/${String(own.weightDecay)}`;
    const known = keys.get(key);
    if (known !== undefined) return [name, known];
    keys.set(key, groups.length);
    return [name, groups.push(own) - 1];
  });
  const groupOf = new Map(indices);
  return {groups, groupOf: (name) => groupOf.get(name) ?? 0};
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
