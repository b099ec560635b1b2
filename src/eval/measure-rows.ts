// All metrics of a task over rows: with intervals for people and gates, without for the epochs of training.
import type {Task} from '../prepare/index.js';
import {bootstrapIntervals, type Interval} from './bootstrap.js';
import {
  prepareMetric,
  type ClassMetric,
  type ClassRows,
  type LabelRows,
  type Measure,
  type Measured,
  type MetricDefinition,
  type ScoredRows,
} from './define.js';
import {measureClass} from './per-class.js';
import {metrics} from './registry.js';
import {rowCountOf, RowSample} from './row-sample.js';
import {wilsonInterval} from './wilson.js';

/** A metric's value with its 95 % interval; null where it is undefined, and `note` says why. */
export interface MetricResult extends Interval {
  readonly value: number | null;
  readonly note?: string;
}

export type MetricResults = Readonly<Record<string, MetricResult>>;

/** What one class has of the metrics that are defined for each. */
export interface ClassResult {
  readonly class: string;
  /** What the rows of the class count together: their number, where rows have no weights. */
  readonly support: number;
  readonly metrics: MetricResults;
}

/** The metrics of a task, as far as they say something for so many classes. */
export function metricsOf(task: Task, classCount = Infinity): MetricDefinition[] {
  return metrics
    .values()
    .filter(
      (metric) => metric.task === task && (metric.task !== 'classification' || metric.applies?.(classCount) !== false),
    );
}

/** The metrics that every class, and every label, has a value of. */
export function classMetrics(): ClassMetric[] {
  return metrics
    .values()
    .filter((metric) => metric.task === 'classification' && metric.perClass !== undefined) as ClassMetric[];
}

/** The metrics that apply to rows. */
export function metricsFor(rows: ScoredRows): MetricDefinition[] {
  return metricsOf(rows.task, rows.task === 'classification' ? rows.classes.length : undefined);
}

/**
 * Values without intervals, cheap enough for every epoch.
 *
 * @param names - which metrics; all that apply when left out
 */
export function metricValues(rows: ScoredRows, names?: readonly string[]): Record<string, number | null> {
  const sample = new RowSample(rows);
  const wanted = metricsFor(rows).filter(({name}) => names?.includes(name) ?? true);
  return Object.fromEntries(wanted.map((metric) => [metric.name, prepareMetric(metric, rows)(sample).value]));
}

/**
 * Values with 95 % intervals: Wilson's for shares of rows that all count alike (accuracy, binary precision and
 * recall), the seeded bootstrap's for all others.
 */
export function measureRows(rows: ScoredRows): MetricResults {
  const list = metricsFor(rows);
  return named(list, measureAll(rows, prepareAll(list, rows)));
}

/** The same, and for each class, in the order of the classes; all from the same resamples. */
export function measureClasses(rows: ClassRows | LabelRows): {
  readonly metrics: MetricResults;
  readonly perClass: readonly ClassResult[];
} {
  const list = metricsFor(rows);
  const ofClass = classMetrics().flatMap(({name, perClass}) => (perClass ? [{name, perClass}] : []));
  const measures = rows.classes.flatMap((_, index) => ofClass.map(({perClass}) => measureClass(perClass, index)));
  const results = measureAll(rows, [...prepareAll(list, rows), ...measures]);
  const {confusion} = new RowSample(rows);
  return {
    metrics: named(list, results),
    perClass: rows.classes.map((name, index) => ({
      class: name,
      support: confusion.support(index),
      metrics: named(ofClass, results.slice(list.length + index * ofClass.length)),
    })),
  };
}

function prepareAll(list: readonly MetricDefinition[], rows: ScoredRows): Measure[] {
  return list.map((metric) => prepareMetric(metric, rows));
}

/** The first results, by the names they belong to. */
function named(list: readonly {readonly name: string}[], results: readonly MetricResult[]): MetricResults {
  return Object.fromEntries(list.map(({name}, index) => [name, results[index] ?? NOTHING]));
}

const NOTHING: MetricResult = {value: null, low: null, high: null};

function measureAll(rows: ScoredRows, measures: readonly Measure[]): MetricResult[] {
  const sample = new RowSample(rows);
  const measured = measures.map((measure) => ({measure, result: measure(sample)}));
  const isShare = ({proportion}: Measured): boolean => proportion !== undefined && rows.weights === undefined;
  const resampled = measured.filter(({result}) => result.value !== null && !isShare(result));
  const intervals = bootstrapIntervals(
    (weights) => {
      const drawn = new RowSample(rows, weights);
      return resampled.map(({measure}) => measure(drawn).value);
    },
    {count: resampled.length, rowCount: rowCountOf(rows), weights: rows.weights},
  );
  return measured.map((one) => {
    const {value, note, proportion} = one.result;
    const {low, high} =
      proportion && isShare(one.result)
        ? wilsonInterval(proportion.successes, proportion.trials)
        : (intervals[resampled.indexOf(one)] ?? NOTHING);
    return {value, low, high, ...(note === undefined ? {} : {note})};
  });
}
