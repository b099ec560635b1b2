// What a model says about itself: `metadata_props` under `ingot.*`, and the reading and writing of it.
// A column is bound to a model by this and by nothing else.
import type {Json} from '../core/index.js';
import type {ParseRule, Role, Stage} from '../data/index.js';

export const TASKS = ['classification', 'language-model', 'multilabel', 'regression'] as const;
export type Task = (typeof TASKS)[number];

/** Multilabel: a label is given from this probability on, as scikit-learn's multi-label classifiers do. */
export const LABEL_THRESHOLD = 0.5;

/** Targets of a row: 1, of a language model one for each step. */
export function targetsPerRow({task, target}: Pick<ModelSignature, 'task' | 'target'>): number {
  return task === 'language-model' ? (target.parse.shape?.[0] ?? 1) : 1;
}

/** One raw feature column = one graph input of the same name, `[batch, 1]` string or double. */
export interface InputColumn {
  readonly name: string;
  readonly role: Role;
  readonly parse: ParseRule;
  /** True when training saw missing cells but no stage imputes them: a row without it gets no prediction. */
  readonly required: boolean;
  /** Range seen in training (numeric, datetime), for counting what lies outside. */
  readonly range?: readonly [number, number];
}

export interface TargetColumn {
  readonly name: string;
  readonly parse: ParseRule;
  /** Classification: the classes in order (sorted, from training); multilabel: the labels; language model: the tokens. */
  readonly classes?: readonly string[];
  /** Classification: every class is the text of an integer, so `label` is int64. */
  readonly integerClasses?: boolean;
  /** Regression: mean and deviation of the raw target in training, for the parity tolerance. */
  readonly mean?: number;
  readonly deviation?: number;
}

export interface ModelSignature {
  readonly format: 1;
  readonly task: Task;
  readonly architecture: {readonly name: string; readonly options: Json};
  readonly inputs: readonly InputColumn[];
  readonly target: TargetColumn;
  /** Every stage of features and target, parents before children. */
  readonly stages: readonly Stage[];
  /** Stage id → name of the graph tensor that holds the block at that stage (features only). */
  readonly tensors: Readonly<Record<string, string>>;
  /** Prepared tensors at which the trained network begins: `[batch, C]` float32 blocks, `[batch, K]` int32 codes. */
  readonly entry: readonly string[];
  /**
   * Tensor the loss attaches to: `[batch, 1]` or `[batch, C]`, float32, in training space; of a language model
   * `[batch·steps, C]`, the steps of a row below each other.
   */
  readonly logits: string;
  /** Registered loss name. */
  readonly loss: string;
  /** All options of the loss; absent in models made before losses had any. */
  readonly lossOptions?: Readonly<Record<string, number>>;
  /** Content hashes of what it was made from: `{data: sha256, model: sha256}`. */
  readonly parents: Readonly<Record<string, string>>;
}
