// Strata: rows whose values, or quantile bins of values, are to be spread evenly over the parts.
import type {ColumnData, Field} from '../../data/index.js';
import {isMissing} from '../row-filters.js';

export interface Stratum {
  /** Names its stream of random numbers. */
  readonly key: string;
  /** For messages. */
  readonly label: string;
  /** 0-based, ascending. */
  readonly rows: readonly number[];
}

/** Bins of a column of numbers, unless said otherwise. */
export const DEFAULT_BINS = 10;

/** How many small strata are named; the others are counted. */
const NAMED_STRATA = 5;

/** All rows as one stratum. */
export function oneStratum(rowCount: number): Stratum[] {
  return [{key: '', label: '', rows: Array.from({length: rowCount}, (_, row) => row)}];
}

/**
 * A stratum for each value in sorted order; for numbers with more distinct values than `bins`, one for each stretch
 * between quantiles. Equal values never lie in two bins. Missing cells are a stratum of their own.
 */
export function strataOf(field: Field, column: ColumnData, bins: number = DEFAULT_BINS): Stratum[] {
  const groups = new Map<string, number[]>();
  const add = (key: string, row: number): void => {
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  };
  const isQuantity = !Array.isArray(column) && (field.kind === 'numeric' || field.kind === 'datetime');
  const edges = isQuantity ? quantileEdges(column, bins) : undefined;
  if (edges) return binned(column as Float64Array, edges);
  for (let row = 0; row < column.length; row += 1) {
    const cell = column[row];
    add(isMissing(cell) ? '' : String(cell), row);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, rows]) => ({key, label: key === '' ? 'a missing value' : `'${key}'`, rows}));
}

/** Upper ends of the bins, ascending; undefined where each distinct value can be a stratum. */
function quantileEdges(column: Exclude<ColumnData, unknown[]>, bins: number): number[] | undefined {
  const sorted = Float64Array.from(column.filter((value) => !Number.isNaN(value))).sort();
  let distinct = 0;
  for (let at = 0; at < sorted.length && distinct <= bins; at += 1)
    if (at === 0 || sorted[at] !== sorted[at - 1]) distinct += 1;
  if (distinct <= bins) return undefined;
  const edges = Array.from(
    {length: bins},
    (_, bin) => sorted[Math.ceil(((bin + 1) * sorted.length) / bins) - 1] ?? Infinity,
  );
  return [...new Set(edges)];
}

function binned(column: Float64Array, edges: readonly number[]): Stratum[] {
  const rows: number[][] = [...edges.map(() => []), []];
  column.forEach((value, row) => {
    const bin = Number.isNaN(value) ? edges.length : edges.findIndex((edge) => value <= edge);
    rows[bin]?.push(row);
  });
  return rows
    .map((members, bin) => ({
      key: `bin ${String(bin)}`,
      label: bin === edges.length ? 'a missing value' : `the bin up to ${String(edges[bin])}`,
      rows: members,
    }))
    .filter((stratum) => stratum.rows.length > 0);
}

/** What to say of strata that some part has no row of: a stratum of one row can be in one part only. */
export function smallStrata(
  strata: readonly Stratum[],
  partOf: ArrayLike<number>,
  {field, parts}: {field: Field; parts: readonly {readonly index: number; readonly name: string}[]},
): string[] {
  const found = strata.flatMap(({label, rows}) => {
    const present = new Set(rows.map((row) => partOf[row]));
    const absent = parts.filter(({index}) => !present.has(index)).map(({name}) => name);
    return absent.length === 0 ? [] : [{label, count: rows.length, absent}];
  });
  const messages = found
    .slice(0, NAMED_STRATA)
    .map(
      ({label, count, absent}) =>
        `Column '${field.name}': ${label} has only ${String(count)} ${count === 1 ? 'row' : 'rows'}, none in ${absent.join(' and ')}.`,
    );
  const more = found.length - messages.length;
  if (more > 0) messages.push(`Column '${field.name}': ${String(more)} more values have too few rows for every part.`);
  return messages;
}
