// All metrics of a task over rows: with intervals for people and gates, without for the epochs of training.
import type {Task} from '../prepare/index.js';
import {bootstrapIntervals, type Interval} from './bootstrap.js';
import {prepareMetric, type MetricDefinition, type ScoredRows} from './define.js';
import {metrics} from './registry.js';
import {wilsonInterval} from './wilson.js';

/** A metric's value with its 95 % interval; null where it is undefined, and `note` says why. */
export interface MetricResult extends Interval {
  readonly value: number | null;
  readonly note?: string;
}

export type MetricResults = Readonly<Record<string, MetricResult>>;

export function metricsOf(task: Task): MetricDefinition[] {
  return metrics.values().filter((metric) => metric.task === task);
}

function rowCountOf(rows: ScoredRows): number {
  return rows.task === 'classification' ? rows.labels.length : rows.targets.length;
}

/**
 * Values without intervals, cheap enough for every epoch.
 *
 * @param names - which metrics; all of the task when left out
 */
export function metricValues(rows: ScoredRows, names?: readonly string[]): Record<string, number | null> {
  const ones = new Uint32Array(rowCountOf(rows)).fill(1);
  const wanted = metricsOf(rows.task).filter(({name}) => names?.includes(name) ?? true);
  return Object.fromEntries(wanted.map((metric) => [metric.name, prepareMetric(metric, rows)(ones).value]));
}

/**
 * Values with 95 % intervals: Wilson's for shares of rows (accuracy, binary precision and recall), the seeded
 * bootstrap's for all others.
 */
export function measureRows(rows: ScoredRows): MetricResults {
  const rowCount = rowCountOf(rows);
  const ones = new Uint32Array(rowCount).fill(1);
  const measured = metricsOf(rows.task).map(({name, ...metric}) => {
    const measure = prepareMetric({name, ...metric}, rows);
    return {name, measure, result: measure(ones)};
  });
  const resampled = measured.filter(({result}) => result.value !== null && result.proportion === undefined);
  const intervals = bootstrapIntervals(
    resampled.map(({measure}) => measure),
    rowCount,
  );
  const results: Record<string, MetricResult> = {};
  for (const {name, result} of measured) {
    const {value, note, proportion} = result;
    const index = resampled.findIndex((other) => other.name === name);
    const interval = proportion
      ? wilsonInterval(proportion.successes, proportion.trials)
      : (intervals[index] ?? {low: null, high: null});
    results[name] = {value, low: interval.low, high: interval.high, ...(note === undefined ? {} : {note})};
  }
  return results;
}
