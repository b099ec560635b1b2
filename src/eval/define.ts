// How to add a metric: write src/eval/metrics/<kebab-name>.ts exporting a `defineMetric({...})` value and list it in
// index.ts. Contract tests then hold it to the recorded scikit-learn values and to its laws (row order, weights).
import type {Task} from '../prepare/index.js';

/** What a classifier said about rows whose class is known. Row `i` has its probabilities at `i * classes.length`. */
export interface ClassRows {
  readonly task: 'classification';
  readonly classes: readonly string[];
  /** `[N]` index of the true class. */
  readonly labels: Int32Array;
  /** `[N]` index of the most probable class, the first one when tied. */
  readonly predicted: Int32Array;
  /** `[N, C]` row-major. */
  readonly probabilities: Float32Array | Float64Array;
}

/** What a regressor said about rows whose value is known, both in the target's own units. */
export interface ValueRows {
  readonly task: 'regression';
  /** `[N]` */
  readonly targets: Float64Array;
  /** `[N]` */
  readonly predictions: Float64Array;
}

export type ScoredRows = ClassRows | ValueRows;

/** How often each row counts: all ones for the plain value, multiplicities in a bootstrap resample. `[N]` */
export type RowCounts = Uint32Array;

export interface Measured {
  /** Null where the metric is undefined on these rows; `note` says why. Never NaN. */
  readonly value: number | null;
  readonly note?: string;
  /** Given when the value is a share of independent rows: its interval is then Wilson's, otherwise the bootstrap's. */
  readonly proportion?: {readonly successes: number; readonly trials: number};
}

export type Measure = (counts: RowCounts) => Measured;

interface MetricBase {
  /** As in gates and in JSON: `roc_auc`. */
  readonly name: string;
  readonly summary: string;
  readonly better: 'higher' | 'lower';
}

/**
 * `prepare` does once what does not depend on how often a row counts (sorting, errors per row) and returns the metric
 * as a function of the counts, so that a bootstrap over N rows costs O(N) a resample.
 */
export type MetricDefinition = MetricBase &
  (
    | {readonly task: 'classification'; readonly prepare: (rows: ClassRows) => Measure}
    | {readonly task: 'regression'; readonly prepare: (rows: ValueRows) => Measure}
  );

/** Types a metric definition and nothing else. */
export function defineMetric(definition: MetricDefinition): MetricDefinition {
  return definition;
}

/** Binds a metric to rows of its task. */
export function prepareMetric(metric: MetricDefinition, rows: ScoredRows): Measure {
  if (metric.task === 'classification' && rows.task === 'classification') return metric.prepare(rows);
  if (metric.task === 'regression' && rows.task === 'regression') return metric.prepare(rows);
  throw new TypeError(`metric '${metric.name}' is for ${metric.task}, the rows are for ${rows.task satisfies Task}`);
}
