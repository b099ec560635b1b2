// How columns go together, pair by pair, each by the measure that suits its two kinds.
import type {Field} from '../../data/index.js';
import {isMissing} from '../row-filters.js';
import {correlationRatio, cramersV, pearson, spearman} from './association.js';
import {codesOf} from './relate.js';

/** Rows and columns beyond which pairs take too long. */
const MAX_ROWS = 10_000;
const MAX_COLUMNS = 60;
const MIN_ROWS = 20;
const STRONGEST = 20;

export interface CorrelatedPair {
  readonly a: string;
  readonly b: string;
  /** `cramers-v` and `correlation-ratio` (corrected for the number of categories) have no sign. */
  readonly measure: 'pearson' | 'cramers-v' | 'correlation-ratio';
  readonly value: number;
  /** Two numbers: by rank, which sees any growing relation. */
  readonly spearman: number | null;
  /** Rows where both have a value. */
  readonly rows: number;
}

export interface Correlations {
  readonly columns: readonly string[];
  /** Columns left out because there were more than 60. */
  readonly leftOut: number;
  /** Rows looked at: all, or an even sample. */
  readonly rows: number;
  readonly isSampled: boolean;
  /** Strongest first, at most 20. */
  readonly strongest: readonly CorrelatedPair[];
  /** Of `columns` by `columns`: `value` of the pair; null where nothing can be said, and for a column with itself. */
  readonly matrix: readonly (readonly (number | null)[])[];
}

type Column = Float64Array | (string | null)[];

/** @param columns - of a sample, by the places of the fields @returns null with fewer than two columns to compare */
export function correlationsOf(
  fields: readonly Field[],
  columns: readonly Column[],
  isSampled: boolean,
): Correlations | null {
  const fit = fields.flatMap(({role, shape, kind}, index) =>
    (role === 'feature' || role === 'target') && shape === undefined && kind !== 'text' ? [index] : [],
  );
  // The target is always among them.
  const chosen = [...fit]
    .sort((a, b) => Number(fields[b]?.role === 'target') - Number(fields[a]?.role === 'target') || a - b)
    .slice(0, MAX_COLUMNS)
    .sort((a, b) => a - b);
  if (chosen.length < 2) return null;
  const count = columns[chosen[0] ?? 0]?.length ?? 0;
  const step = Math.max(1, count / MAX_ROWS);
  const rows = Uint32Array.from({length: Math.min(count, MAX_ROWS)}, (_, at) => Math.floor(at * step));
  const taken = chosen.map((index) => rowsOf(columns[index] ?? [], rows));
  const names = chosen.map((index) => fields[index]?.name ?? '');
  const matrix = names.map(() => new Array<number | null>(names.length).fill(null));
  const pairs: CorrelatedPair[] = [];
  for (let i = 0; i < names.length; i += 1)
    for (let j = i + 1; j < names.length; j += 1) {
      const found = correlate(taken[i] ?? [], taken[j] ?? []);
      if (!found) continue;
      pairs.push({a: names[i] ?? '', b: names[j] ?? '', ...found});
      for (const [y, x] of [[i, j], [j, i]] as const) (matrix[y] ?? [])[x] = found.value; // prettier-ignore
    }
  return {
    columns: names,
    leftOut: fit.length - chosen.length,
    rows: rows.length,
    isSampled: isSampled || rows.length < count,
    strongest: pairs.sort((x, y) => strengthOf(y) - strengthOf(x)).slice(0, STRONGEST),
    matrix,
  };
}

/** From 0 to 1, by value or by rank. */
export function strengthOf({value, spearman: byRank}: Pick<CorrelatedPair, 'value' | 'spearman'>): number {
  return Math.max(Math.abs(value), Math.abs(byRank ?? 0));
}

function rowsOf(column: Column, rows: Uint32Array): Column {
  return Array.isArray(column)
    ? Array.from(rows, (row) => column[row] ?? null)
    : Float64Array.from(rows, (row) => column[row] ?? NaN);
}

/** @returns undefined where rows are too few, a column does not vary, or a category tells its rows apart */
export function correlate(a: Column, b: Column): Omit<CorrelatedPair, 'a' | 'b'> | undefined {
  const rows: number[] = [];
  for (let row = 0; row < a.length; row += 1) if (!isMissing(a[row]) && !isMissing(b[row])) rows.push(row);
  if (rows.length < MIN_ROWS) return undefined;
  const found = measure(pick(a, rows), pick(b, rows));
  return found && Number.isFinite(found.value) ? {...found, rows: rows.length} : undefined;
}

type Picked = Float64Array | string[];

function pick(column: Column, rows: readonly number[]): Picked {
  return Array.isArray(column)
    ? rows.map((row) => column[row] ?? '')
    : Float64Array.from(rows, (row) => column[row] ?? NaN);
}

function measure(a: Picked, b: Picked): Pick<CorrelatedPair, 'measure' | 'value' | 'spearman'> | undefined {
  if (!Array.isArray(a) && !Array.isArray(b)) {
    const byRank = spearman(a, b);
    return {measure: 'pearson', value: pearson(a, b), spearman: Number.isFinite(byRank) ? byRank : null};
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    const [x, y] = [codesOf(a), codesOf(b)];
    return x && y && {measure: 'cramers-v', value: cramersV(x.codes, x.count, y.codes, y.count), spearman: null};
  }
  const [numbers, names] = (Array.isArray(a) ? [b, a] : [a, b]) as [Float64Array, string[]];
  const groups = codesOf(names);
  if (!groups) return undefined;
  return {measure: 'correlation-ratio', value: correlationRatio(numbers, groups.codes, groups.count), spearman: null};
}
