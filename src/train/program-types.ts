// What a training program is given, and what it gives back.
import type {Graph, Model, Tensor} from '../onnx/index.js';
import type {OptionValues} from '../core/index.js';

/** What may differ from parameter to parameter. */
export interface ParameterRates {
  /** On the learning rate of the step. */
  readonly learningRateFactor: number;
  readonly weightDecay: number;
}

export interface TrainingProgramOptions {
  /** Entry tensors `[batch, ...dims]` → logits. */
  readonly network: Graph;
  readonly logits: string;
  /** The initializers that train; all others stay as they are. */
  readonly parameters: readonly string[];
  /** The running statistics that follow the batches; all others stay as they are. Absent: all of them follow. */
  readonly statistics?: readonly string[];
  /** Registered names. */
  readonly loss: string;
  readonly lossOptions?: OptionValues | undefined;
  /** Rows count by a weight each, fed beside the target; the loss of a batch is their weighted mean. */
  readonly isWeighted?: boolean | undefined;
  /** Mixed labels: how many classes each row has a share of; the loss must take shares. */
  readonly shares?: number | undefined;
  /**
   * Targets of a row, where the network gives a row of logits for each: `[batch·targetsPerRow, outputs]`, those of one
   * row below each other, as for every next token of a sequence. The loss is the mean over all. Default 1; not with weights.
   * Where the loss itself says which targets count (padding does not), `totals` hold the shares that do, added up over rows.
   */
  readonly targetsPerRow?: number;
  readonly optimizer: string;
  readonly optimizerOptions?: OptionValues;
  /** Penalties l1·Σ|w| and ½·l2·Σw² on parameters of rank 2 and more (biases are left alone); in the gradient only. */
  readonly l1?: number;
  readonly l2?: number;
  /** Decoupled, on every parameter, as in AdamW; absent: the optimizer's default. */
  readonly weightDecay?: number;
  /** Of parameters with rates of their own: their decay takes the place of `weightDecay`. */
  readonly rates?: ReadonlyMap<string, ParameterRates> | undefined;
  /**
   * Computes a batch so many rows at a time and adds the gradients up before the update: the same update as at once, but
   * for the order of the sums. Batch normalization sees the rows of a part.
   */
  readonly partRows?: number | undefined;
  /** Keeps an average of weights and running statistics, see `averageShares`. */
  readonly isAveraged?: boolean;
  /** Computes the values of the forward pass again where the backward pass needs them, instead of keeping them all. */
  readonly recompute?: boolean;
  /** Largest global norm of the gradients (penalties included). */
  readonly clipNorm?: number | undefined;
  /** Of the dropout masks. */
  readonly seed: number;
  /** Channels of a block, where convolutions are to use the runtime's blocked layout (see blocked-conv.ts). */
  readonly convBlock?: number | undefined;
  /** Give back every value of the step as well: for `trace` and for finding what went wrong. */
  readonly traceValues?: boolean;
  /** Give back the global norm of the gradients of every step; always so where `clipNorm` is set. */
  readonly gradientNorms?: boolean;
  /** Parameters of fewer numbers travel packed in one vector; for measurements. */
  readonly packedBelow?: number;
}

export interface StepRange {
  /** 1-based number of the first step. */
  readonly firstStep: number;
  /** Rows of the data fed, K · batchSize; of a shorter batch only the first `length` count. */
  readonly indices: Int32Array | BigInt64Array;
  readonly batchSize: number;
  /** Rows of each batch, K. */
  readonly lengths: readonly number[];
  /** Sum of the row weights of each batch, K; absent: the lengths. A batch of weight 0 changes nothing. */
  readonly totals?: readonly number[] | undefined;
  /** K */
  readonly learningRates: readonly number[];
  /** How much the weights after each step count in the average: average ← (1 − share) · average + share · weights. K */
  readonly averageShares?: readonly number[] | undefined;
}

export type Feeds = Record<string, Tensor>;

export interface TensorMaps {
  readonly parameters: Map<string, Tensor>;
  /** By `<parameter>/<slot>`; the averages of weights and statistics are slots too. */
  readonly slots: Map<string, Tensor>;
}

export interface DataInput {
  readonly name: string;
  readonly dtype: 'float32' | 'int32' | 'int64';
  /** Sizes of a row. */
  readonly dims: readonly number[];
}

export interface TargetInput {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  /** Sizes of a row: none, the number of classes where each has a share, or the targets of a row where there are several. */
  readonly dims: readonly number[];
}

export interface TracedValue {
  readonly name: string;
  /** `value`: of the forward pass; `gradient`: of the loss by that value or parameter. */
  readonly kind: 'value' | 'gradient';
  readonly tensor: Tensor;
}

export interface TrainingProgram {
  /** One Loop over the steps. */
  readonly model: Model;
  /** The network as it trains: with masks for Dropout nodes, and normalized by the batch. */
  readonly network: Graph;
  /** The network's entry tensors, fed as `[rows, ...dims]` once a chunk. */
  readonly dataInputs: readonly DataInput[];
  readonly targetInput: TargetInput;
  /** Fed as float32 `[rows]` where the program is weighted. */
  readonly weightInput: string | undefined;
  /** State feeds; absent slots are zero. */
  pack(parameters: ReadonlyMap<string, Tensor>, slots?: ReadonlyMap<string, Tensor>): Feeds;
  /** The state a run ended with, by name. It shares memory with the outputs. */
  unpack(outputs: Readonly<Record<string, Tensor>>): TensorMaps;
  /** The state a run ended with as the state feeds of the next; nothing is copied. */
  stateFeeds(outputs: Readonly<Record<string, Tensor>>): Feeds;
  stepFeeds(steps: StepRange): Feeds;
  /** (Weighted) mean loss over the batch of each step, before its update; penalties not included. */
  readLosses(outputs: Readonly<Record<string, Tensor>>): Float32Array;
  /** Global norm of the gradients of each step before clipping, where the program gives it. */
  readGradientNorms(outputs: Readonly<Record<string, Tensor>>): Float32Array | undefined;
  /** Every value of a run of one step, in order of computation; empty without `traceValues`. */
  readTrace(outputs: Readonly<Record<string, Tensor>>): TracedValue[];
}
