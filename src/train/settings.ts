// What a run can be told: ranges and defaults of the settings, in one table.
import {describeRange, isInRange, type NumberRange, type OptionValues} from '../core/index.js';
import {losses, resolveLossOptions} from '../nn/index.js';
import {
  averages,
  optimizers,
  resolveAverageOptions,
  resolveOptimizerOptions,
  resolveScheduleOptions,
  schedules,
} from '../optim/index.js';
import {defaultThreads} from '../runtime/index.js';
import {checkFeedback, checkGroups, checkIdle, checkWatched, CONVERGENCE} from './check-settings.js';
import {trainError} from './errors.js';
import {checkAdapters} from './adapters.js';
import {LOSS_MONITOR} from './monitor.js';
import type {WeightChoices} from './parameter-groups.js';
import type {ClassWeights} from './row-weights.js';

export interface TrainSettings extends WeightChoices {
  readonly optimizer: string;
  readonly learningRate: number;
  /** The optimizer's own, complete. */
  readonly optimizerOption: OptionValues;
  /** Registered average of the weights; null: the weights themselves are evaluated and kept. */
  readonly average: string | null;
  /** The average's own, complete. */
  readonly averageOption: OptionValues<'from'> | null;
  /** Batches whose gradients make one update. */
  readonly accumulate: number;
  /** Compute values of the forward pass again instead of keeping them. */
  readonly recompute: boolean;
  /** Look at every value of every step. */
  readonly detectAnomaly: boolean;
  /** Penalties added to the loss: l1 · Σ|w| + l2/2 · Σw². */
  readonly l1: number;
  readonly l2: number;
  readonly clipNorm: number | null;
  /** Rank of the adapters that train in place of the weights; null: none. */
  readonly lora: number | null;
  /** Patterns of the weights that get adapters. */
  readonly loraTargets: readonly string[] | null;
  /** The adapters' product counts alpha / rank times; null is the rank. */
  readonly loraAlpha: number | null;
  /** A registered loss; null is the one the model names. */
  readonly loss: string | null;
  /** Options of the loss that differ from the model's own, or from its defaults. */
  readonly lossOption: OptionValues | null;
  readonly classWeight: ClassWeights | null;
  /** Rows count by the column with role weight, where there is one. */
  readonly rowWeights: boolean;
  /** What decides which weights are best: `loss`, or a metric of the validation. */
  readonly monitor: string;
  readonly schedule: string;
  /** The schedule's own, complete. */
  readonly scheduleOption: OptionValues;
  readonly warmupSteps: number;
  readonly epochs: number;
  /** Train until nothing is gained any more: `epochs` is only a cap then. */
  readonly untilConverged: boolean;
  /** Null until the number of rows is known, see {@link defaultBatchSize}. */
  readonly batchSize: number | null;
  /** Epochs without gain after which training stops; 0 never does. */
  readonly patience: number;
  readonly minDelta: number;
  /** Seconds that this sitting may train; resuming does not inherit it. */
  readonly maxTime: number | null;
  readonly seed: number;
  readonly device: string;
  readonly threads: number;
  /** Bytes the prepared rows may take; null is half of the machine's memory. */
  readonly memory: number | null;
  /** Seconds between checkpoints. */
  readonly checkpointEvery: number;
}

export type GivenSettings = {readonly [Name in keyof TrainSettings]?: TrainSettings[Name] | undefined};

const RANGES: Readonly<Partial<Record<keyof TrainSettings, NumberRange>>> = {
  learningRate: {min: 0, above: true},
  weightDecay: {min: 0},
  l1: {min: 0},
  l2: {min: 0},
  clipNorm: {min: 0, above: true},
  accumulate: {min: 1, whole: true},
  lora: {min: 1, whole: true},
  loraAlpha: {min: 0, above: true},
  warmupSteps: {min: 0, whole: true},
  epochs: {min: 1, whole: true},
  batchSize: {min: 1, whole: true},
  patience: {min: 0, whole: true},
  minDelta: {min: 0},
  maxTime: {min: 0, above: true},
  seed: {min: 0, whole: true},
  threads: {min: 1, whole: true},
  memory: {min: 0, above: true},
  checkpointEvery: {min: 0},
};

const TEXT_SETTINGS = ['optimizer', 'loss', 'schedule', 'device', 'monitor', 'average'] as const;
/** Settings that hold options by name. */
export const OPTION_SETTINGS = ['optimizerOption', 'scheduleOption', 'averageOption'] as const;
const WEIGHT_SETTINGS = ['group', 'freeze', 'train', 'decayMatricesOnly', 'loraTargets'] as const;
const SWITCHES = ['rowWeights', 'untilConverged', 'recompute', 'detectAnomaly'] as const;
/** All others: one value each. */
export const SETTING_NAMES: readonly (keyof TrainSettings)[] = [
  ...TEXT_SETTINGS,
  ...WEIGHT_SETTINGS,
  ...SWITCHES,
  'lossOption',
  'classWeight',
  ...(Object.keys(RANGES) as (keyof TrainSettings)[]),
];

const DEFAULT_EPOCHS = 100;
const DEFAULT_PATIENCE = 10;
const DEFAULT_CHECKPOINT_SECONDS = 10;

/** `learningRate` → `learning-rate`, as flags and files spell it. */
export function flagName(setting: string): string {
  return setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Completes what was given by the defaults and checks it.
 *
 * @throws IngotError `TRAIN_OPTION_INVALID`, `REGISTRY_UNKNOWN` (optimizer, schedule, loss), `OPTIMIZER_OPTION_UNKNOWN`,
 * `OPTIMIZER_OPTION_INVALID`, `SCHEDULE_OPTION_UNKNOWN`, `SCHEDULE_OPTION_INVALID`, `AVERAGE_OPTION_UNKNOWN`,
 * `AVERAGE_OPTION_INVALID`,
 * `LOSS_OPTION_UNKNOWN`, `LOSS_OPTION_INVALID`
 */
export function resolveSettings(given: GivenSettings, hasValidation: boolean): TrainSettings {
  for (const [name, range] of Object.entries(RANGES)) checkRange(name, given[name as keyof TrainSettings], range);
  const optimizer = optimizers.get(given.optimizer ?? 'adam');
  const schedule = schedules.get(given.schedule ?? 'constant');
  if (typeof given.loss === 'string') resolveLossOptions(losses.get(given.loss), given.lossOption ?? {});
  checkWatched(given, hasValidation);
  checkAdapters(given);
  const untilConverged = given.untilConverged === true;
  const patience = given.patience ?? (hasValidation ? (untilConverged ? CONVERGENCE.patience : DEFAULT_PATIENCE) : 0);
  const monitor = given.monitor ?? LOSS_MONITOR;
  const scheduleOption = resolveScheduleOptions(schedule, given.scheduleOption ?? {});
  // Early stopping by another number says nothing about when the loss stalls.
  checkFeedback(schedule, scheduleOption, {hasValidation, patience: monitor === LOSS_MONITOR ? patience : 0});
  const {average: averageName = null} = given;
  const average = averageName === null ? null : averages.get(averageName);
  checkGroups(given.group ?? null);
  const settings: TrainSettings = {
    optimizer: optimizer.name,
    learningRate: given.learningRate ?? optimizer.defaults.learningRate,
    optimizerOption: resolveOptimizerOptions(optimizer, given.optimizerOption ?? {}),
    weightDecay: given.weightDecay ?? optimizer.defaults.weightDecay,
    ...{group: given.group ?? null, freeze: given.freeze ?? null, train: given.train ?? null},
    decayMatricesOnly: given.decayMatricesOnly ?? false,
    average: average?.name ?? null,
    averageOption: average && resolveAverageOptions(average, given.averageOption ?? {}),
    l1: given.l1 ?? 0,
    l2: given.l2 ?? 0,
    clipNorm: given.clipNorm ?? null,
    lora: given.lora ?? null,
    loraTargets: given.loraTargets ?? null,
    loraAlpha: given.loraAlpha ?? null,
    loss: given.loss ?? null,
    lossOption: given.lossOption ?? null,
    classWeight: given.classWeight ?? null,
    rowWeights: given.rowWeights ?? true,
    monitor,
    schedule: schedule.name,
    scheduleOption,
    warmupSteps: given.warmupSteps ?? 0,
    epochs: given.epochs ?? (untilConverged ? CONVERGENCE.epochs : DEFAULT_EPOCHS),
    untilConverged,
    batchSize: given.batchSize ?? null,
    accumulate: given.accumulate ?? 1,
    recompute: given.recompute ?? false,
    detectAnomaly: given.detectAnomaly ?? false,
    patience,
    minDelta: given.minDelta ?? 0,
    maxTime: given.maxTime ?? null,
    seed: given.seed ?? 0,
    device: given.device ?? 'auto',
    threads: given.threads ?? defaultThreads(),
    memory: given.memory ?? null,
    checkpointEvery: given.checkpointEvery ?? DEFAULT_CHECKPOINT_SECONDS,
  };
  checkIdle(settings, given);
  return settings;
}

/** Rows of one update. */
export function updateRows({batchSize, accumulate}: {readonly batchSize: number; readonly accumulate: number}): number {
  return batchSize * accumulate;
}

/** About a hundredth of the rows, as a power of two between 32 and 256. */
export function defaultBatchSize(rowCount: number): number {
  const power = 2 ** Math.floor(Math.log2(Math.max(1, rowCount / 100)));
  return Math.min(256, Math.max(32, power));
}

function checkRange(name: string, value: unknown, range: NumberRange): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'number' && isInRange(value, range)) return;
  throw trainError(
    'TRAIN_OPTION_INVALID',
    `--${flagName(name)} expects ${describeRange(range)}, got ${JSON.stringify(value)}.`,
  );
}
