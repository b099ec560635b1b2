// `data describe`: what is in a dataset, and what happened to it.
import {formatDate} from './dates.js';
import {collectStatistics, type ColumnStatistics} from './statistics.js';
import type {Dataset, Field, Kind, LedgerTotals, LineageStep, Role, SplitName} from './types.js';

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export interface ColumnDescription {
  readonly name: string;
  readonly kind: Kind;
  readonly role: Role;
  readonly storage: Field['storage'];
  /** Id of the stage the column is at; null while it is raw. */
  readonly stage: string | null;
  readonly missing: number;
  readonly distinct: number;
  /** False where `distinct` is a lower bound. */
  readonly isDistinctExact: boolean;
  /** Numbers only; datetimes as ISO 8601 text. */
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly mean: number | string | null;
  /** Population standard deviation; seconds for datetimes. */
  readonly deviation: number | null;
  readonly quantiles: Readonly<Record<string, number | string>> | null;
  readonly isQuantileExact: boolean;
  readonly top: readonly {readonly value: string | number; readonly count: number}[];
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

function describeColumn(field: Field, statistics: ColumnStatistics, topCount: number): ColumnDescription {
  const {name, kind, role, storage, stage} = field;
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
    top: statistics.top(topCount).map(({value, count}) => ({
      value: isDate && typeof value === 'number' ? formatDate(value) : value,
      count,
    })),
  };
}

/**
 * Reads a dataset once and describes it.
 *
 * @param topCount - how many of the most frequent values are named
 * @throws IngotError whatever reading throws
 */
export async function describeDataset(dataset: Dataset, topCount = 3): Promise<DatasetDescription> {
  const {schema, name} = dataset;
  const statistics = await collectStatistics(schema, dataset.batches());
  const {metadata, fields} = schema;
  return {
    name,
    rows: dataset.ledger.rowsKept,
    split: metadata.split ?? null,
    columns: fields.flatMap((field) => {
      const found = statistics.get(field.name);
      return found ? [describeColumn(field, found, topCount)] : [];
    }),
    stages: metadata.stages.map(({id, transform, columns}) => ({id, transform, columns})),
    lineage: metadata.lineage,
    ledger: dataset.ledger,
  };
}
