// How to add a metric: write src/eval/metrics/<kebab-name>.ts exporting a `defineMetric({...})` value and list it in
// registry.ts. Contract tests then hold it to the recorded scikit-learn values and to its laws (row order, weights).
import type {Task} from '../prepare/index.js';
import type {RowSample} from './row-sample.js';

/** What a classifier said about rows whose class is known. Row `i` has its probabilities at `i * classes.length`. */
export interface ClassRows {
  readonly task: 'classification';
  readonly classes: readonly string[];
  /** `[N]` index of the true class. */
  readonly labels: Int32Array;
  /** `[N]` index of the predicted class: the most probable one, the first when tied, or what a threshold says. */
  readonly predicted: Int32Array;
  /** `[N, C]` row-major. */
  readonly probabilities: Float32Array | Float64Array;
  /** Two classes: index of the one that precision, recall, curves and thresholds are about. */
  readonly positive: number;
  /** `[N]` how much each row counts, finite and at least 0; absent when all count alike. */
  readonly weights?: Float64Array | undefined;
}

/** What a regressor said about rows whose value is known, both in the target's own units. */
export interface ValueRows {
  readonly task: 'regression';
  /** `[N]` */
  readonly targets: Float64Array;
  /** `[N]` */
  readonly predictions: Float64Array;
  /** As in {@link ClassRows}. */
  readonly weights?: Float64Array | undefined;
}

/** What a model said about rows whose labels are known. Row `i` has its numbers at `i * classes.length`. */
export interface LabelRows {
  readonly task: 'multilabel';
  /** The labels. */
  readonly classes: readonly string[];
  /** `[N, C]` row-major: 1 for the labels a row has. */
  readonly truths: Uint8Array;
  /** `[N, C]` row-major: 1 for the labels it was given. */
  readonly given: Uint8Array;
  /** `[N, C]` row-major. */
  readonly probabilities: Float32Array | Float64Array;
  /** As in {@link ClassRows}. */
  readonly weights?: Float64Array | undefined;
}

/** What a language model said of the tokens of rows that are known, summed over each row. `[N]` each. */
export interface TokenRows {
  readonly task: 'language-model';
  /** How many steps of a row have a next token. */
  readonly tokens: Float64Array;
  /** Those whose most probable token is the right one. */
  readonly correct: Float64Array;
  /** −log of the probabilities of the tokens, in nats. */
  readonly entropies: Float64Array;
  /** What text the tokens are; absent where they are numbers of no vocabulary. */
  readonly characters?: Float64Array;
  readonly bytes?: Float64Array;
  /** As in {@link ClassRows}. */
  readonly weights?: Float64Array | undefined;
}

export type ScoredRows = ClassRows | LabelRows | TokenRows | ValueRows;

export interface Measured {
  /** Null where the metric is undefined on these rows; `note` says why. Never NaN. */
  readonly value: number | null;
  readonly note?: string;
  /** Given when the value is a share of independent rows: its interval is then Wilson's, otherwise the bootstrap's. */
  readonly proportion?: {readonly successes: number; readonly trials: number};
}

export type Measure = (sample: RowSample) => Measured;

/** What a ratio is read from: rows by true and predicted class, or by label. */
export interface ClassTable {
  readonly classCount: number;
  cell(truth: number, predicted: number): number;
  support(index: number): number;
  predicted(index: number): number;
}

/** One class's ratio: the value is `numerator / denominator`, and 0 where the denominator is 0. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** A ratio that every class has: what precision, recall and F1 differ in. */
export interface RatioDefinition {
  readonly ratio: (table: ClassTable, index: number) => Ratio;
  /** True when the ratio is a share of rows, so that it has a Wilson interval. */
  readonly isProportion: boolean;
  /** Said when the denominator is 0. */
  readonly emptyNote: string;
}

export type Average = 'macro' | 'micro' | 'weighted';

interface MetricBase {
  /** As in gates and in JSON: `roc_auc`. */
  readonly name: string;
  readonly summary: string;
  readonly better: 'higher' | 'lower';
  /** True for the few that are shown where there is room for a few: one line a slice. */
  readonly isHeadline?: boolean;
}

/**
 * `prepare` does once what does not depend on how much a row counts (sorting, errors per row) and returns the metric
 * as a function of a sample, so that a bootstrap over N rows costs O(N) a resample.
 */
export interface ClassMetric extends MetricBase {
  readonly task: 'classification';
  readonly prepare: (rows: ClassRows) => Measure;
  /** False where the metric says nothing for so many classes; default always true. */
  readonly applies?: (classCount: number) => boolean;
  /** Given when the metric has a value for each class, by this ratio. */
  readonly perClass?: RatioDefinition;
  /** Given when it averages another metric over the classes: reports print it below the classes. */
  readonly averages?: {readonly metric: string; readonly by: Average};
}

export interface ValueMetric extends MetricBase {
  readonly task: 'regression';
  readonly prepare: (rows: ValueRows) => Measure;
}

export interface LabelMetric extends MetricBase {
  readonly task: 'multilabel';
  readonly prepare: (rows: LabelRows) => Measure;
}

export interface TokenMetric extends MetricBase {
  readonly task: 'language-model';
  readonly prepare: (rows: TokenRows) => Measure;
}

export type MetricDefinition = ClassMetric | LabelMetric | TokenMetric | ValueMetric;

/** Types a metric definition and nothing else. */
export function defineMetric<Definition extends MetricDefinition>(definition: Definition): Definition {
  return definition;
}

/** Binds a metric to rows of its task. */
export function prepareMetric(metric: MetricDefinition, rows: ScoredRows): Measure {
  if (metric.task === 'classification' && rows.task === 'classification') return metric.prepare(rows);
  if (metric.task === 'multilabel' && rows.task === 'multilabel') return metric.prepare(rows);
  if (metric.task === 'language-model' && rows.task === 'language-model') return metric.prepare(rows);
  if (metric.task === 'regression' && rows.task === 'regression') return metric.prepare(rows);
  throw new TypeError(`metric '${metric.name}' is for ${metric.task}, the rows are for ${rows.task satisfies Task}`);
}
