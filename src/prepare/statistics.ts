// `data stats`: the statistics that fitting needs, of some rows, into a file; and of all rows, from several such files.
import {ignoreEvents, type Report} from '../core/index.js';
import {
  assertBalanced,
  ColumnStatistics,
  Ledger,
  mergeStatistics,
  OBSERVED_ROLES,
  openDataset,
  readStatistics,
  writeStatistics,
  type Dataset,
  type DatasetStatistics,
  type LedgerTotals,
} from '../data/index.js';
import {joinLedgers} from './derived-dataset.js';
import {dropMissing, filterRows} from './row-filters.js';

export interface StatisticsRequest {
  /** Datasets; or files of statistics where they are merged. */
  readonly inputs: readonly string[];
  readonly merge: boolean;
  readonly output: string;
  readonly report?: Report | undefined;
}

export interface ColumnSummary {
  readonly name: string;
  readonly kind: string;
  readonly missing: number;
  readonly distinct: number | null;
  readonly isDistinctExact: boolean;
  readonly mean: number | null;
  /** Population deviation. */
  readonly deviation: number | null;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
  /** How far the rank of a quantile may be off, as a share; 0 while exact. */
  readonly rankError: number;
}

export interface StatisticsResult {
  readonly output: string;
  readonly rows: number;
  readonly sha256: string;
  readonly columns: readonly ColumnSummary[];
  readonly ledger: LedgerTotals;
}

/** One pass over the rows, of which those without a target are left out, as when fitting. @throws what reading throws */
export async function collectDatasetStatistics(dataset: Dataset): Promise<DatasetStatistics> {
  const {fields, metadata} = dataset.schema;
  const watched = fields
    .map((field, index) => ({...field, index}))
    .filter(({role}) => OBSERVED_ROLES.includes(role))
    .map(({index, ...field}) => ({name: field.name, index, statistics: ColumnStatistics.of(field)}));
  const target = fields.find(({role}) => role === 'target');
  const filter = target && dropMissing(fields, [target.name], 'missing target');
  const ledger = new Ledger();
  let rows = 0;
  for await (const {batch} of filterRows(dataset, filter, ledger)) {
    rows += batch.rowCount;
    ledger.keep(batch.rowCount);
    for (const {index, statistics} of watched) statistics.add(batch.columns[index] ?? [], batch.rowCount);
  }
  return {
    fields,
    columns: new Map(watched.map(({name, statistics}) => [name, statistics])),
    rows,
    splits: [metadata.split ?? ''],
    inputs: await dataset.sources(),
    ledger: joinLedgers(dataset.ledger, ledger),
  };
}

/** @throws IngotError `DATA_SCHEMA_MISMATCH`, `DATA_STATISTICS`, and what reading and writing throw */
export async function statisticsFile(request: StatisticsRequest): Promise<StatisticsResult> {
  const {inputs, merge, output, report = ignoreEvents} = request;
  const statistics = merge
    ? mergeStatistics(inputs.map((name) => ({name, statistics: readStatistics(name)})))
    : await statisticsOf(inputs, report);
  assertBalanced(statistics.ledger, `data stats of ${inputs.join(', ')}`, statistics.rows);
  const sha256 = writeStatistics(output, statistics);
  return {output, rows: statistics.rows, sha256, columns: summaries(statistics), ledger: statistics.ledger};
}

async function statisticsOf(inputs: readonly string[], report: Report): Promise<DatasetStatistics> {
  const dataset = await openDataset(inputs, {report});
  try {
    return await collectDatasetStatistics(dataset);
  } finally {
    await dataset.close();
  }
}

function summaries({fields, columns}: DatasetStatistics): ColumnSummary[] {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return fields.flatMap(({name, kind}) => {
    const observed = columns.get(name);
    if (!observed) return [];
    const {missing, mean, deviation, min, max, distinct, isDistinctExact, rankError, elements} = observed;
    return {
      ...{name, kind, missing, isDistinctExact, rankError},
      distinct: elements ? null : distinct,
      mean: finite(elements?.all.mean ?? mean),
      deviation: finite(deviation),
      min: finite(elements?.all.min ?? min),
      median: finite(observed.quantile(0.5)),
      max: finite(elements?.all.max ?? max),
    };
  });
}
