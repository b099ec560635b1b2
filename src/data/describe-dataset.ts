// What is in the columns of a dataset, and what happened to it.
import {formatDate} from './dates.js';
import type {Histogram} from './histogram.js';
import type {ColumnStatistics} from './statistics.js';
import {deviationOf, type TensorStatistics} from './tensor-statistics.js';
import type {Dataset, Field, Kind, LedgerTotals, LineageStep, Role, SplitName} from './types.js';

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export interface ColumnDescription {
  readonly name: string;
  readonly kind: Kind;
  readonly role: Role;
  readonly storage: Field['storage'];
  /** Columns of tensors: the sizes of a cell; min, max, mean and deviation are then over all its numbers. */
  readonly shape?: readonly number[];
  /** Id of the stage the column is at; null while it is raw. */
  readonly stage: string | null;
  readonly missing: number;
  readonly missingShare: number;
  /** Null for tensors. */
  readonly distinct: number | null;
  /** False where `distinct` is an estimate, and where `top` counts only values among the first 100,000 distinct ones. */
  readonly isDistinctExact: boolean;
  /** Numbers only; datetimes as ISO 8601 text. */
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly mean: number | string | null;
  /** Population standard deviation; seconds for datetimes. */
  readonly deviation: number | null;
  readonly quantiles: Readonly<Record<string, number | string>> | null;
  readonly isQuantileExact: boolean;
  /** Equal intervals from min to max; numbers only. Seconds since the epoch for datetimes. */
  readonly histogram: Histogram | null;
  readonly top: readonly {readonly value: string | number; readonly count: number; readonly share: number}[];
}

export interface DatasetDescription {
  readonly name: string;
  readonly rows: number;
  readonly split: SplitName | null;
  readonly columns: readonly ColumnDescription[];
  readonly stages: readonly {readonly id: string; readonly transform: string; readonly columns: readonly string[]}[];
  readonly lineage: readonly LineageStep[];
  /** What reading found this time. */
  readonly ledger: LedgerTotals;
}

export interface DescribeOptions {
  /** How many of the most frequent values are named; default 3. */
  readonly top?: number | undefined;
  /** Intervals of the histograms; default 10. */
  readonly bins?: number | undefined;
}

function describeColumn(
  field: Field,
  statistics: ColumnStatistics,
  {top = 3, bins = 10}: DescribeOptions,
): ColumnDescription {
  const {name, kind, role, storage, stage} = field;
  if (statistics.elements) return describeTensor(field, statistics, statistics.elements);
  const isDate = kind === 'datetime' && storage === 'float64';
  const show = (value: number): number | string | null =>
    Number.isFinite(value) ? (isDate ? formatDate(value) : value) : null;
  const hasNumbers = storage !== 'utf8' && statistics.present > 0;
  return {
    name,
    kind,
    role,
    storage,
    stage: stage ?? null,
    missing: statistics.missing,
    missingShare: statistics.count === 0 ? 0 : statistics.missing / statistics.count,
    distinct: statistics.distinct,
    isDistinctExact: statistics.isDistinctExact,
    min: show(statistics.min),
    max: show(statistics.max),
    mean: show(statistics.mean),
    deviation: hasNumbers ? statistics.deviation : null,
    quantiles: hasNumbers
      ? Object.fromEntries(QUANTILES.map((q) => [String(q), show(statistics.quantile(q)) ?? 0]))
      : null,
    isQuantileExact: statistics.isQuantileExact,
    histogram: statistics.histogram(bins) ?? null,
    top: statistics.top(top).map(({value, count}) => ({
      value: isDate && typeof value === 'number' ? formatDate(value) : value,
      count,
      share: count / statistics.present,
    })),
  };
}

function describeTensor(
  {name, kind, role, storage, stage}: Field,
  {missing, count}: ColumnStatistics,
  {shape, all}: TensorStatistics,
): ColumnDescription {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    ...{name, kind, role, storage, shape, stage: stage ?? null, missing},
    missingShare: count === 0 ? 0 : missing / count,
    distinct: null,
    isDistinctExact: false,
    min: finite(all.min),
    max: finite(all.max),
    mean: all.count === 0 ? null : all.mean,
    deviation: finite(deviationOf(all)),
    quantiles: null,
    isQuantileExact: false,
    histogram: null,
    top: [],
  };
}

/** Describes a dataset that has been read to its end. @param statistics - of its columns, by name */
export function describeDataset(
  {schema, name, ledger}: Dataset,
  statistics: ReadonlyMap<string, ColumnStatistics>,
  options: DescribeOptions = {},
): DatasetDescription {
  const {metadata, fields} = schema;
  return {
    name,
    rows: ledger.rowsKept,
    split: metadata.split ?? null,
    columns: fields.flatMap((field) => {
      const found = statistics.get(field.name);
      return found ? [describeColumn(field, found, options)] : [];
    }),
    stages: metadata.stages.map(({id, transform, columns}) => ({id, transform, columns})),
    lineage: metadata.lineage,
    ledger,
  };
}
