// What the training loop needs of whatever computes: so that the loop can be tested without a runtime.
import type {Anomaly} from './anomaly.js';
import type {Validation} from './progress-state.js';
import type {TensorMap, TensorState} from './tensors.js';

export interface EngineSteps {
  /** 1-based number of the first step of this run. */
  readonly firstStep: number;
  /** `[steps · batchSize]` rows of the prepared training data. */
  readonly indices: Int32Array;
  readonly lengths: number[];
  /** Sum of the row weights of each step; the lengths where rows are not weighted. */
  readonly totals: readonly number[];
  /** One a step. */
  readonly learningRates: number[];
  /** How much the weights after each step count in their average, where one is kept. */
  readonly averageShares?: readonly number[];
}

/** A place to return to: the state before a run. */
export type EngineMark = unknown;

export interface Engine {
  /** The provider that really runs: `cpu`, `cuda`. */
  readonly provider: string;
  /** Channels of a block where convolutions use the runtime's blocked layout. */
  readonly convBlock: number | undefined;
  /** Rows to validate on exist. */
  readonly hasValidation: boolean;
  /** Replaces weights and optimizer state; without slots they are zero. */
  load(parameters: TensorMap, slots?: TensorMap): void;
  /** Takes steps. @returns the (weighted) mean loss of each batch before its update, penalties not included */
  run(steps: EngineSteps): Promise<Float32Array>;
  /** Weights and slots as they are now. Nobody writes to them. */
  tensors(): TensorState;
  /** Whether all weights and slots are numbers: without copying them. */
  isFinite(): boolean;
  mark(): EngineMark;
  restore(mark: EngineMark): void;
  /** @param weights - parameters and running statistics to validate with */
  validate(weights: TensorMap): Promise<Validation>;
  /**
   * Computes one step from the present state, and leaves that as it is.
   *
   * @returns the first operation whose result is no number; undefined when there is none
   */
  anomaly(step: EngineSteps): Promise<Anomaly | undefined>;
  close(): Promise<void>;
}
