// How to add an optimizer: write src/optim/optimizers/<name>.ts exporting a `defineOptimizer({...})` value and list it
// in index.ts. Contract tests then ask for its recorded reference. The same for schedules.
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import type {OptionTable, OptionValues} from '../core/index.js';

export interface UpdateContext<Name extends string = string> {
  readonly g: OpGraph;
  /** The parameter before the step, any shape, float32. */
  readonly parameter: Value;
  /** Its gradient: shaped like the parameter. */
  readonly gradient: Value;
  /** Shaped like the parameter, by slot name. */
  readonly slots: Readonly<Record<string, Value>>;
  /** This step's host scalars, by name: float32 of one element. */
  readonly scalars: Readonly<Record<string, Value>>;
  readonly options: OptionValues<Name>;
}

export interface Update {
  readonly parameter: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

export interface OptimizerDefinition<Name extends string = string> {
  readonly name: string;
  readonly defaults: {
    readonly learningRate: number;
    /** Decoupled: the parameter is multiplied by 1 − learningRate · weightDecay before the update. */
    readonly weightDecay: number;
  };
  /** What `--optimizer-option` may set. The functions below are given a value for each. */
  readonly options: OptionTable<Name>;
  /** What is wrong with options that are each fine by themselves, as a sentence. */
  readonly conflict?: (options: OptionValues<Name>) => string | undefined;
  /** State kept for each parameter, zero at the start. */
  readonly slots: (options: OptionValues<Name>) => readonly string[];
  /** Names of the numbers that change from step to step. */
  readonly scalars: readonly string[];
  /**
   * The numbers of one step, in double precision: learning rate, bias correction.
   *
   * @param step - 1 for the first
   */
  readonly hostScalars: (step: number, learningRate: number, options: OptionValues<Name>) => Record<string, number>;
  /** Adds the update to the graph. Elementwise only: parameters may come concatenated as one flat vector. */
  readonly update: (context: UpdateContext<Name>) => Update;
}

/** The options become plain words: whoever calls the functions has resolved them, so that each has a value. */
export function defineOptimizer<Name extends string>(definition: OptimizerDefinition<Name>): OptimizerDefinition {
  return definition;
}

/** Where a training is when a step is about to be taken. */
export interface SchedulePoint {
  /** Steps taken so far, of those the schedule spans: 0 before the first. */
  readonly taken: number;
  /** Steps the schedule spans, at least 1. */
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** What a schedule remembers of the validations so far: plain numbers, kept in checkpoints. */
export type ScheduleMemory = Readonly<Record<string, number>>;

export interface ScheduleDefinition<Name extends string = string> {
  readonly name: string;
  /** What `--schedule-option` may set. The functions below are given a value for each. */
  readonly options: OptionTable<Name>;
  /**
   * Whether the schedule spans the whole run, so that its factors change when the number of steps does: such a run
   * cannot be prolonged, and the schedule begins after the warm-up. The others count epochs, from the first.
   */
  readonly dependsOnTotal: boolean;
  /** The factor on the learning rate, 0 to 1: a pure function. @param memory - null before the first validation */
  readonly factor: (point: SchedulePoint, options: OptionValues<Name>, memory: ScheduleMemory | null) => number;
  /** For schedules that follow the validation loss. */
  readonly feedback?: ScheduleFeedback<Name>;
}

export interface ScheduleFeedback<Name extends string = string> {
  /** What is remembered after one more validation. @param loss - mean over the validation rows */
  readonly remember: (memory: ScheduleMemory | null, loss: number, options: OptionValues<Name>) => ScheduleMemory;
  /** Epochs without gain after which the schedule acts for the first time. */
  readonly actsAfter: (options: OptionValues<Name>) => number;
}

/** See {@link defineOptimizer}. */
export function defineSchedule<Name extends string>(definition: ScheduleDefinition<Name>): ScheduleDefinition {
  return definition;
}
