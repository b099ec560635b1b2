// An evaluation as tables for people; the command line draws them, as text or as Markdown.
import {counted} from '../core/index.js';
import type {EvalResult} from './evaluate.js';
import type {ClassMetric} from './define.js';
import {classMetrics, metricsOf, type MetricResults} from './measure-rows.js';
import {metrics as registry} from './registry.js';

type Cell = string | number | null;

export interface ReportTable {
  /** Stands above the table, and what must be known to read it. */
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** All tables of a result, in the order in which they are read. */
export function reportTables(result: EvalResult): ReportTable[] {
  const tables = [
    metricTable(result),
    classTable(result),
    confusionTable(result),
    calibrationTable(result),
    sliceTable(result),
    comparisonTable(result),
  ];
  return tables.filter((table) => table !== undefined);
}

/** Rows, how they count, how classes are decided. */
export function summaryLine({rows, weights, decision}: EvalResult): string {
  const parts = [counted(rows, 'row')];
  if (weights) parts.push(`weighted by ${weights.column}`);
  if (decision) {
    if (decision.positiveClass !== undefined) parts.push(`positive class ${decision.positiveClass}`);
    if (decision.threshold !== null) parts.push(`threshold ${String(decision.threshold)}`);
  }
  return parts.join(', ');
}

function isAverage(name: string): boolean {
  const metric = registry.get(name);
  return metric.task === 'classification' && metric.averages !== undefined;
}

/** Loss and metrics with their intervals; averages over classes stand below the classes. */
function metricTable({loss, lossName, metrics}: EvalResult): ReportTable {
  return {
    title: 'Metrics, with 95 % intervals',
    head: ['metric', 'value', '95 % low', '95 % high', ''],
    rows: [
      [`loss (${lossName})`, loss, null, null, ''],
      ...Object.entries(metrics)
        .filter(([name]) => !isAverage(name))
        .map(([name, {value, low, high, note = ''}]) => [name, value, low, high, note]),
    ],
  };
}

function classTable({perClass, metrics, task}: EvalResult): ReportTable | undefined {
  if (!perClass) return undefined;
  const columns = classMetrics().map(({name}) => name);
  const valuesOf = (of: MetricResults): Cell[] => columns.map((name) => of[name]?.value ?? null);
  return {
    title: task === 'multilabel' ? 'Labels' : 'Classes',
    head: [task === 'multilabel' ? 'label' : 'class', ...columns, 'support'],
    rows: [
      ...perClass.map(({class: name, support, metrics: own}) => [name, ...valuesOf(own), support]),
      ...(task === 'classification' ? averageRows(columns, metrics) : []),
    ],
  };
}

/** One row for each kind of average, its metrics in the order of `columns`. */
function averageRows(columns: readonly string[], metrics: MetricResults): Cell[][] {
  const averages = metricsOf('classification').filter(
    (metric): metric is ClassMetric => metric.task === 'classification' && metric.averages !== undefined,
  );
  const kinds = [...new Set(averages.map(({averages: average}) => average?.by))];
  return kinds.map((kind) => [
    `(${kind ?? ''} average)`,
    ...columns.map((column) => {
      const found = averages.find(({averages: average}) => average?.by === kind && average?.metric === column);
      return metrics[found?.name ?? '']?.value ?? null;
    }),
    null,
  ]);
}

/** Numbers of rows by true class (rows) and predicted class (columns). */
function confusionTable({confusion, weights}: EvalResult): ReportTable | undefined {
  if (!confusion) return undefined;
  const {classes, counts} = confusion;
  return {
    title: weights ? 'Confusion, in rows without their weights' : 'Confusion, in rows',
    head: ['true \\ predicted', ...classes],
    rows: classes.map((name, index) => [name, ...(counts[index] ?? [])]),
  };
}

function calibrationTable({calibration, decision}: EvalResult): ReportTable | undefined {
  if (!calibration) return undefined;
  return {
    title: `Calibration of the probability of ${decision?.positiveClass === undefined ? 'the predicted class' : `class ${decision.positiveClass}`}`,
    head: ['probability', 'rows', 'mean probability', 'share'],
    rows: calibration.map(({low, high, weight, confidence, share}) => [
      `${String(low)} to ${String(high)}`,
      weight,
      confidence,
      share,
    ]),
  };
}

function sliceTable({slices, task}: EvalResult): ReportTable | undefined {
  if (!slices) return undefined;
  const names = metricsOf(task)
    .filter(({isHeadline}) => isHeadline === true)
    .map(({name}) => name);
  return {
    title: 'Slices, and the metrics whose interval lies wholly on the worse side of the value over all rows',
    head: ['slice', 'rows', ...names, 'worse'],
    rows: slices.map(({column, name, rows, metrics, worse}) => [
      `${column} = ${name}`,
      rows,
      ...names.map((metric) => metrics[metric]?.value ?? null),
      worse.filter((metric) => names.includes(metric)).join(', '),
    ]),
  };
}

function comparisonTable({comparison}: EvalResult): ReportTable | undefined {
  if (!comparison) return undefined;
  const {model, rows, metrics, test} = comparison;
  const said = test.pValue === null ? (test.note ?? '') : `p = ${String(Number(test.pValue.toPrecision(3)))}`;
  return {
    title: `A: this model; B: ${model}; ${counted(rows, 'row')}, ${test.name}: ${said}`,
    head: ['metric', 'A', 'B', 'A − B', '95 % low', '95 % high', 'better'],
    rows: Object.entries(metrics)
      .filter(([name]) => !isAverage(name))
      .map(([name, {a, b, difference, low, high, better}]) => [
        name,
        a,
        b,
        difference,
        low,
        high,
        better === null ? 'no clear difference' : better.toUpperCase(),
      ]),
  };
}
