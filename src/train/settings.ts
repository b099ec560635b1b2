// What a run can be told: ranges and defaults of the settings, in one table.
import {losses} from '../nn/index.js';
import {optimizers, resolveOptimizerOptions, schedules} from '../optim/index.js';
import {defaultThreads} from '../runtime/index.js';
import {trainError} from './errors.js';

export interface TrainSettings {
  readonly optimizer: string;
  readonly learningRate: number;
  /** Of SGD; null for optimizers without. */
  readonly momentum: number | null;
  /** Decoupled: weights shrink by learningRate · weightDecay at each step. */
  readonly weightDecay: number;
  /** Penalties added to the loss: l1 · Σ|w| + l2/2 · Σw². */
  readonly l1: number;
  readonly l2: number;
  readonly clipNorm: number | null;
  /** A registered loss; null is the one the model names. */
  readonly loss: string | null;
  readonly schedule: string;
  readonly warmupSteps: number;
  readonly epochs: number;
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

interface Range {
  readonly whole?: boolean;
  readonly min: number;
  /** `min` itself is excluded. */
  readonly above?: boolean;
  readonly below?: number;
}

const RANGES: Readonly<Partial<Record<keyof TrainSettings, Range>>> = {
  learningRate: {min: 0, above: true},
  momentum: {min: 0, below: 1},
  weightDecay: {min: 0},
  l1: {min: 0},
  l2: {min: 0},
  clipNorm: {min: 0, above: true},
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

const TEXT_SETTINGS = ['optimizer', 'loss', 'schedule', 'device'] as const;
export const SETTING_NAMES: readonly (keyof TrainSettings)[] = [
  ...TEXT_SETTINGS,
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
 * @throws IngotError `TRAIN_OPTION_INVALID`, `REGISTRY_UNKNOWN` (optimizer, schedule, loss), `OPTIMIZER_OPTION_UNKNOWN`
 */
export function resolveSettings(given: GivenSettings, hasValidation: boolean): TrainSettings {
  for (const [name, range] of Object.entries(RANGES)) checkRange(name, given[name as keyof TrainSettings], range);
  const optimizer = optimizers.get(given.optimizer ?? 'adam');
  resolveOptimizerOptions(optimizer, optimizerOptions(given.momentum));
  if (typeof given.loss === 'string') losses.get(given.loss);
  for (const name of ['patience', 'minDelta'] as const)
    if ((given[name] ?? 0) > 0 && !hasValidation)
      throw trainError(
        'TRAIN_OPTION_INVALID',
        `--${flagName(name)} watches the validation loss, but there is no --valid.`,
        {hints: [`Give --valid FILE, or leave --${flagName(name)} out.`]},
      );
  return {
    optimizer: optimizer.name,
    learningRate: given.learningRate ?? optimizer.defaults.learningRate,
    momentum: given.momentum ?? null,
    weightDecay: given.weightDecay ?? optimizer.defaults.weightDecay,
    l1: given.l1 ?? 0,
    l2: given.l2 ?? 0,
    clipNorm: given.clipNorm ?? null,
    loss: given.loss ?? null,
    schedule: schedules.get(given.schedule ?? 'constant').name,
    warmupSteps: given.warmupSteps ?? 0,
    epochs: given.epochs ?? DEFAULT_EPOCHS,
    batchSize: given.batchSize ?? null,
    patience: given.patience ?? (hasValidation ? DEFAULT_PATIENCE : 0),
    minDelta: given.minDelta ?? 0,
    maxTime: given.maxTime ?? null,
    seed: given.seed ?? 0,
    device: given.device ?? 'auto',
    threads: given.threads ?? defaultThreads(),
    memory: given.memory ?? null,
    checkpointEvery: given.checkpointEvery ?? DEFAULT_CHECKPOINT_SECONDS,
  };
}

/** The options an optimizer takes beside its learning rate. */
export function optimizerOptions(momentum: number | null | undefined): Record<string, number> {
  return momentum === null || momentum === undefined ? {} : {momentum};
}

/** About a hundredth of the rows, as a power of two between 32 and 256. */
export function defaultBatchSize(rowCount: number): number {
  const power = 2 ** Math.floor(Math.log2(Math.max(1, rowCount / 100)));
  return Math.min(256, Math.max(32, power));
}

function checkRange(name: string, value: unknown, range: Range): void {
  if (value === undefined || value === null) return;
  const {whole = false, min, above = false, below = Infinity} = range;
  const isInside = typeof value === 'number' && (above ? value > min : value >= min) && value < below;
  if (isInside && Number.isFinite(value) && (!whole || Number.isSafeInteger(value))) return;
  const low = above ? `above ${String(min)}` : `of at least ${String(min)}`;
  const high = below === Infinity ? '' : ` and below ${String(below)}`;
  throw trainError(
    'TRAIN_OPTION_INVALID',
    `--${flagName(name)} expects a ${whole ? 'whole number' : 'number'} ${low}${high}, got ${JSON.stringify(value)}.`,
  );
}
