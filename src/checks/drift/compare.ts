// Drift of a dataset: a pure function of two summaries. A column has drifted when a test says so after correction for
// the number of tests AND an effect size reaches its threshold: p values alone call any difference of many rows drift, and
// effect sizes alone any noise of few.
import type {Kind} from '../../data/index.js';
import {checkError} from '../errors.js';
import {makeComparison} from './comparison.js';
import type {Measure} from './define.js';
import {measures} from './measures/index.js';
import type {ColumnSummary, DatasetSummary} from './summary.js';

export interface MeasuredDrift {
  readonly measure: string;
  readonly value: number;
  readonly threshold: number;
  /** Null: no test belongs to the measure. */
  readonly pValue: number | null;
  /** By Holm's method over all tests of all columns. */
  readonly adjusted: number | null;
}

export interface ColumnDrift {
  readonly name: string;
  readonly kind: Kind;
  readonly drifted: boolean;
  /** Measures that reached their threshold, significantly; or what sets the columns apart. */
  readonly because: readonly string[];
  readonly measures: readonly MeasuredDrift[];
  readonly missing: {readonly reference: number; readonly current: number};
  /** False where a column has more than 100,000 different numbers: ranks are near (see Distribution in summary.ts). */
  readonly isExact: boolean;
  /** Why values were not compared. */
  readonly skipped: string | null;
}

export interface DriftResult {
  readonly reference: {readonly name: string; readonly rows: number};
  readonly current: {readonly name: string; readonly rows: number};
  readonly alpha: number;
  readonly columns: readonly ColumnDrift[];
  /** Columns of the reference that the current rows lack; each counts as drifted. */
  readonly onlyReference: readonly string[];
  /** Columns the reference lacks; said, not counted. */
  readonly onlyCurrent: readonly string[];
  readonly drifted: number;
  /** Drifted columns over the columns of the reference. */
  readonly driftedShare: number;
}

export interface DriftOptions {
  /** Chance of calling any column drifted when none is. Default 0.05. */
  readonly alpha?: number;
  /** By measure; default: each measure's own. */
  readonly thresholds?: ReadonlyMap<string, number>;
}

/** @throws IngotError `DRIFT_NO_ROWS`, `DRIFT_NOTHING_SHARED` */
export function compareSummaries(
  reference: DatasetSummary,
  current: DatasetSummary,
  {alpha = 0.05, thresholds}: DriftOptions = {},
): DriftResult {
  for (const {name, rows} of [reference, current])
    if (rows === 0) throw checkError('DRIFT_NO_ROWS', `Drift needs rows on both sides, but ${name} has none.`);
  const others = new Map(current.columns.map((column) => [column.name, column]));
  const known = new Set(reference.columns.map(({name}) => name));
  const pairs = reference.columns.flatMap((column) => {
    const other = others.get(column.name);
    return other ? [{column, other, found: measureColumn(column, other, thresholds)}] : [];
  });
  if (pairs.length === 0)
    throw checkError('DRIFT_NOTHING_SHARED', `${reference.name} and ${current.name} have no column in common.`, {
      hints: [`The reference has: ${[...known].join(', ')}.`],
    });
  const adjust = holm(pairs.flatMap(({found}) => found.flatMap(({pValue}) => (pValue === null ? [] : [pValue]))));
  const columns = pairs.map(({column, other, found}) => judgeColumn({column, other, found, adjust, alpha}));
  const onlyReference = [...known].filter((name) => !others.has(name));
  const drifted = columns.filter((column) => column.drifted).length + onlyReference.length;
  return {
    reference: {name: reference.name, rows: reference.rows},
    current: {name: current.name, rows: current.rows},
    alpha,
    columns,
    onlyReference,
    onlyCurrent: current.columns.map(({name}) => name).filter((name) => !known.has(name)),
    drifted,
    driftedShare: drifted / reference.columns.length,
  };
}

interface Found {
  readonly definition: Measure;
  readonly value: number;
  readonly threshold: number;
  readonly pValue: number | null;
}

function measureColumn(
  reference: ColumnSummary,
  current: ColumnSummary,
  thresholds: ReadonlyMap<string, number> | undefined,
): Found[] {
  const comparison = makeComparison(reference, current);
  return measures.values().flatMap((definition) => {
    const measured = definition.measure(comparison);
    if (!measured) return [];
    const threshold = thresholds?.get(definition.name) ?? definition.threshold;
    return [{definition, value: measured.value, threshold, pValue: measured.pValue ?? null}];
  });
}

interface Judged {
  readonly column: ColumnSummary;
  readonly other: ColumnSummary;
  readonly found: readonly Found[];
  readonly adjust: (pValue: number) => number;
  readonly alpha: number;
}

function judgeColumn({column, other, found, adjust, alpha}: Judged): ColumnDrift {
  const isSignificant = (of: Measure['of']): boolean =>
    found.some(({definition, pValue}) => definition.of === of && pValue !== null && adjust(pValue) < alpha);
  const because = found
    .filter(({definition, value, threshold}) => value >= threshold && isSignificant(definition.of))
    .map(({definition}) => definition.name);
  if (column.kind !== other.kind) because.push(`${column.kind} became ${other.kind}`);
  return {
    name: column.name,
    kind: column.kind,
    drifted: because.length > 0,
    because,
    measures: found.map(({definition, value, threshold, pValue}) => ({
      measure: definition.name,
      value,
      threshold,
      pValue,
      adjusted: pValue === null ? null : adjust(pValue),
    })),
    missing: {reference: column.missing / column.rows, current: other.missing / other.rows},
    isExact: (column.numbers?.isExact ?? true) && (other.numbers?.isExact ?? true),
    skipped: column.skipped ?? other.skipped ?? null,
  };
}

/** Holm, 1979: the i-th smallest of m times m − i, made ascending. */
function holm(pValues: readonly number[]): (pValue: number) => number {
  const adjusted = new Map<number, number>();
  let greatest = 0;
  [...pValues]
    .sort((a, b) => a - b)
    .forEach((pValue, index, all) => {
      greatest = Math.max(greatest, Math.min(1, pValue * (all.length - index)));
      if (!adjusted.has(pValue)) adjusted.set(pValue, greatest);
    });
  return (pValue) => adjusted.get(pValue) ?? 1;
}
