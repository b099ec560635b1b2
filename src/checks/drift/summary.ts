// What drift is measured on: a summary of each column, from one pass in bounded memory.
import {
  assertBalanced,
  ColumnStatistics,
  splitLabels,
  type ColumnData,
  type Dataset,
  type Field,
  type Kind,
} from '../../data/index.js';

/** Points that stand for a column of more different values than are counted (100,000). */
const SKETCH_POINTS = 4_000;

/** Numbers as a step function: ascending values, and how many rows have each. */
export interface Distribution {
  readonly values: readonly number[];
  readonly weights: readonly number[];
  readonly total: number;
  /** Population deviation. */
  readonly deviation: number;
  /** The nine inner deciles, by linear interpolation as NumPy has them. */
  readonly deciles: readonly number[];
  /**
   * False: {@link values} are 4,000 evenly spaced quantiles, so that a rank may be off by 0.000125, and beyond 131,072 values
   * by the error of the quantile sketch (0.001) as well.
   */
  readonly isExact: boolean;
}

export interface ColumnSummary {
  readonly name: string;
  readonly kind: Kind;
  readonly rows: number;
  readonly missing: number;
  /** Numbers and dates; of text the lengths in UTF-16 units. */
  readonly numbers?: Distribution;
  /** Categories, booleans, labels (each label of a row counts): value → rows. */
  readonly counts?: ReadonlyMap<string | number, number>;
  /** Why the values are not compared; the share of missing ones is all the same. */
  readonly skipped?: string;
}

export interface DatasetSummary {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
}

interface View {
  readonly as: 'numbers' | 'counts' | 'none';
  /** The values to count, missing ones as NaN or null. Default: the column as it is. */
  readonly read?: (column: ColumnData, field: Field) => ColumnData;
}

const VIEWS: Readonly<Record<Kind, View>> = {
  numeric: {as: 'numbers'},
  datetime: {as: 'numbers'},
  text: {as: 'numbers', read: (column) => Float64Array.from(column as string[], lengthOf)},
  boolean: {as: 'counts'},
  category: {as: 'counts'},
  labels: {as: 'counts', read: (column, {parse}) => (column as (string | null)[]).flatMap((c) => labelsOf(c, parse))},
  tensor: {as: 'none'},
};

const lengthOf = (cell: string | null): number => cell?.length ?? NaN;

function labelsOf(cell: string | null, parse: Field['parse']): string[] {
  return cell === null ? [] : splitLabels(cell, parse);
}

/** Reads all rows once. @param wanted - names of columns; default: all but ids and ignored ones */
export async function summarizeDataset(dataset: Dataset, wanted?: readonly string[]): Promise<DatasetSummary> {
  const chosen = dataset.schema.fields.flatMap((field, index) => (isWanted(field, wanted) ? [{field, index}] : []));
  const states = chosen.map(({field, index}) => ({
    field,
    index,
    whole: ColumnStatistics.of(field),
    viewed: new ColumnStatistics(),
  }));
  let rows = 0;
  for await (const batch of dataset.batches()) {
    rows += batch.rowCount;
    for (const {field, index, whole, viewed} of states) {
      const column = batch.columns[index] ?? [];
      const {as, read} = VIEWS[field.kind];
      whole.add(column, batch.rowCount);
      if (as !== 'none' && field.shape === undefined && read) viewed.add(read(column, field));
    }
  }
  assertBalanced(dataset.ledger, `data drift of ${dataset.name}`, rows);
  const columns = states.map(({field, whole, viewed}) => {
    const {as, read} = VIEWS[field.kind];
    const counted = {name: field.name, kind: field.kind, rows: whole.count, missing: whole.missing};
    return {...counted, ...summaryOf(field.shape === undefined ? as : 'none', read ? viewed : whole)};
  });
  return {name: dataset.name, rows, columns};
}

function isWanted({name, role}: Field, wanted: readonly string[] | undefined): boolean {
  return wanted ? wanted.includes(name) : role !== 'id' && role !== 'ignored';
}

function summaryOf(
  as: View['as'],
  statistics: ColumnStatistics,
): Pick<ColumnSummary, 'numbers' | 'counts' | 'skipped'> {
  if (as === 'none') return {skipped: 'tensors are not compared'};
  if (as === 'numbers') return {numbers: distributionOf(statistics)};
  if (!statistics.isDistinctExact) return {skipped: 'more than 100,000 different values'};
  return {counts: statistics.frequencies};
}

function distributionOf(statistics: ColumnStatistics): Distribution {
  const {present: total, deviation, isDistinctExact: isExact} = statistics;
  const deciles = total === 0 ? [] : Array.from({length: 9}, (_, index) => statistics.quantile((index + 1) / 10));
  const shared = {total, deviation, deciles, isExact};
  if (isExact) {
    const pairs = [...(statistics.frequencies as ReadonlyMap<number, number>)].sort(([a], [b]) => a - b);
    return {...shared, values: pairs.map(([value]) => value), weights: pairs.map(([, weight]) => weight)};
  }
  const points = Array.from({length: SKETCH_POINTS}, (_, at) => statistics.quantile((at + 0.5) / SKETCH_POINTS));
  return {...shared, values: points, weights: points.map(() => total / SKETCH_POINTS)};
}
