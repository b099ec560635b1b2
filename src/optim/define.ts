// How to add an optimizer: write src/optim/optimizers/<name>.ts exporting a `defineOptimizer({...})` value and list it
// in index.ts. Contract tests then ask for its recorded reference. The same for schedules.
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import type {OptionTable, OptionValues} from '../core/index.js';

/** What an update may know of a parameter beside its numbers. */
export interface ParameterForm {
  readonly dims: readonly number[];
  /** The axis of a weight that counts what the layer gives: 0 of convolutions, 1 of matrices multiplied from the right. */
  readonly outputAxis: number;
  /** Single rows of it are looked up: an embedding. */
  readonly isTable: boolean;
}

/** State of a parameter: shaped like it, or of sizes of its own. */
export type Slot = string | {readonly name: string; readonly dims: readonly number[]};

export interface UpdateContext<Name extends string = string> {
  readonly g: OpGraph;
  /** The parameter before the step and after the decoupled decay, any shape, float32. */
  readonly parameter: Value;
  /** The same before the decay. */
  readonly undecayed: Value;
  /** Its gradient: shaped like the parameter. */
  readonly gradient: Value;
  /** By slot name. */
  readonly slots: Readonly<Record<string, Value>>;
  /** Of a parameter that is updated as a whole; absent where several may have come as one flat vector. */
  readonly form?: ParameterForm | undefined;
  /** Of an optimizer that applies the decay itself; 0 otherwise. */
  readonly ownDecay: number;
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
  /** The decay belongs to the update itself, which is given its size; it is not applied before. */
  readonly decaysItself?: true;
  /**
   * Which parameters are updated as a whole, because the update looks at more than one number of them at a time.
   * Absent: none is, and the update is elementwise.
   */
  readonly isWhole?: (form: ParameterForm) => boolean;
  /** State kept for a parameter, zero at the start; of those not whole, shaped like the parameter. */
  readonly slots: (options: OptionValues<Name>, form: ParameterForm) => readonly Slot[];
  /** Names of the numbers that change from step to step. */
  readonly scalars: readonly string[];
  /**
   * The numbers of one step, in double precision: learning rate, bias correction.
   *
   * @param step - 1 for the first
   */
  readonly hostScalars: (step: number, learningRate: number, options: OptionValues<Name>) => Record<string, number>;
  /** Adds the update to the graph. Without a `form` elementwise only: parameters come as one flat vector. */
  readonly update: (context: UpdateContext<Name>) => Update;
}

/** The options become plain words: whoever calls the functions has resolved them, so that each has a value. */
export function defineOptimizer<Name extends string>(definition: OptimizerDefinition<Name>): OptimizerDefinition {
  return definition;
}

/** A slot with its sizes. */
export function slotDims(
  slot: Slot,
  dims: readonly number[],
): {readonly name: string; readonly dims: readonly number[]} {
  return typeof slot === 'string' ? {name: slot, dims} : slot;
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

/** A step that has been taken, as the average of the weights sees it. */
export interface AveragePoint {
  /** 1 for the first. */
  readonly step: number;
  readonly stepsPerEpoch: number;
}

export interface AverageDefinition<Name extends string = string> {
  readonly name: string;
  /** What `--average-option` may set; `from` is the epoch, 1 for the first, with which averaging begins. */
  readonly options: OptionTable<Name | 'from'>;
  /** The step whose weights are the first average. */
  readonly firstStep: (options: OptionValues<Name | 'from'>, stepsPerEpoch: number) => number;
  /**
   * How much the weights after this step count: average ← (1 − share) · average + share · weights. Asked for from
   * `firstStep` on, where it is 1.
   */
  readonly share: (point: AveragePoint, options: OptionValues<Name | 'from'>) => number;
}

/** See {@link defineOptimizer}. */
export function defineAverage<Name extends string>(definition: AverageDefinition<Name>): AverageDefinition {
  return definition;
}
