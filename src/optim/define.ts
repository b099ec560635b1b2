// How to add an optimizer: write src/optim/optimizers/<name>.ts exporting a `defineOptimizer({...})` value and list it
// in index.ts. Contract tests then run it against its reference. The same for schedules.
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';

export type OptimizerOptions = Readonly<Record<string, number>>;

export interface UpdateContext {
  readonly g: OpGraph;
  /** The parameter before the step, any shape, float32. */
  readonly parameter: Value;
  /** Its gradient: shaped like the parameter. */
  readonly gradient: Value;
  /** Shaped like the parameter, by slot name. */
  readonly slots: Readonly<Record<string, Value>>;
  /** This step's host scalars, by name: float32 of one element. */
  readonly scalars: Readonly<Record<string, Value>>;
  readonly options: OptimizerOptions;
}

export interface Update {
  readonly parameter: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

export interface OptimizerDefinition {
  readonly name: string;
  readonly defaults: {
    readonly learningRate: number;
    /** Decoupled: the parameter is multiplied by 1 − learningRate · weightDecay before the update. */
    readonly weightDecay: number;
    readonly options: OptimizerOptions;
  };
  /** State kept for each parameter, zero at the start. */
  readonly slots: (options: OptimizerOptions) => readonly string[];
  /** Names of the numbers that change from step to step. */
  readonly scalars: readonly string[];
  /**
   * The numbers of one step, in double precision: learning rate, bias correction.
   *
   * @param step - 1 for the first
   */
  readonly hostScalars: (step: number, learningRate: number, options: OptimizerOptions) => Record<string, number>;
  /** Adds the update to the graph. Elementwise only: parameters may come concatenated as one flat vector. */
  readonly update: (context: UpdateContext) => Update;
}

export function defineOptimizer(definition: OptimizerDefinition): OptimizerDefinition {
  return definition;
}

export interface ScheduleOptions {
  /** Steps over which the factor rises linearly from 1/warmupSteps to 1. */
  readonly warmupSteps?: number;
  /** Smallest factor at the end, 0 to 1. */
  readonly floor?: number;
}

export interface ScheduleDefinition {
  readonly name: string;
  /** Whether the factors change when the number of steps does: such a run cannot be prolonged. */
  readonly dependsOnTotal: boolean;
  /**
   * The factor on the learning rate, 0 to 1: a pure function of the step.
   *
   * @param step - 1 to totalSteps
   */
  readonly factor: (step: number, totalSteps: number, options?: ScheduleOptions) => number;
}

export function defineSchedule(definition: ScheduleDefinition): ScheduleDefinition {
  return definition;
}

/** Linear warm-up: the part of it reached at a step (1 after it), and the steps left for what follows. */
export function warmup(
  step: number,
  totalSteps: number,
  {warmupSteps = 0}: ScheduleOptions = {},
): {readonly factor: number; readonly stepAfter: number; readonly stepsAfter: number} {
  return {
    factor: step < warmupSteps ? step / warmupSteps : 1,
    stepAfter: Math.max(0, step - warmupSteps),
    stepsAfter: Math.max(0, totalSteps - warmupSteps),
  };
}

/** The value of an option, its default where absent. */
export function optionOf(options: OptimizerOptions, defaults: OptimizerOptions, name: string): number {
  return options[name] ?? defaults[name] ?? 0;
}
