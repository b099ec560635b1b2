// Metrics of parts of the rows: for each value of a column, or each quarter of a numeric one.
import {defaultRule, formatDate, parseCell, type Kind} from '../data/index.js';
import {quantileOf} from './bootstrap.js';
import {pickRows} from './class-rows.js';
import {evalError} from './errors.js';
import type {ScoredRows} from './define.js';
import {measureRows, type MetricResult, type MetricResults} from './measure-rows.js';
import {metrics} from './registry.js';

/** Numbers with more distinct values than this are cut into bins. */
const MAX_VALUES = 10;
const BINS = 4;
/** The most frequent values have a slice each; the others share one. */
const MAX_SLICES = 20;

/** A raw column, one value a row; missing is null or NaN. */
export interface SliceColumn {
  readonly name: string;
  readonly kind: Kind;
  readonly values: readonly (string | number | null)[];
  /** Into how many parts numbers are cut; default 4, and none where they are few. */
  readonly bins?: number | undefined;
}

const MAX_BINS = 100;

/**
 * @param word - `age`, or `age:5` for five parts
 * @param names - columns known: one that is called `age:5` comes first
 * @throws IngotError `EVAL_OPTION` when there are not 2 to 100 parts
 */
export function parseSlice(
  word: string,
  names: readonly string[],
): {readonly name: string; readonly bins?: number | undefined} {
  const [, name, digits] = /^(.+):(\d+)$/.exec(word) ?? [];
  if (name === undefined || names.includes(word)) return {name: word};
  const bins = Number(digits);
  if (bins >= 2 && bins <= MAX_BINS) return {name, bins};
  throw evalError('EVAL_OPTION', `--by ${word}: expected 2 to ${String(MAX_BINS)} parts, got ${digits ?? ''}.`);
}

export interface SliceResult {
  readonly column: string;
  /** The value, or the range: `(3.5, 8]`. */
  readonly name: string;
  readonly kind: 'value' | 'range' | 'missing' | 'other';
  readonly rows: number;
  readonly metrics: MetricResults;
  /** Metrics whose interval lies wholly on the worse side of the value over all rows. */
  readonly worse: readonly string[];
}

interface Group {
  readonly name: string;
  readonly kind: SliceResult['kind'];
  readonly rows: readonly number[];
}

/** @param overall - the metrics of all rows */
export function measureSlices(
  rows: ScoredRows,
  columns: readonly SliceColumn[],
  overall: MetricResults,
): SliceResult[] {
  return columns.flatMap((column) =>
    groupRows(column).map(({name, kind, rows: picked}) => {
      const measured = measureRows(pickRows(rows, picked));
      return {
        column: column.name,
        name,
        kind,
        rows: picked.length,
        metrics: measured,
        worse: worseThan(measured, overall),
      };
    }),
  );
}

/**
 * Each comparison is at the level of one interval: among many slices some are flagged by chance. What has a note is a
 * value by convention (F1 is 0 where nothing is positive) and says nothing about the slice.
 */
function worseThan(slice: MetricResults, overall: MetricResults): string[] {
  return Object.entries(slice)
    .filter(([name, {low, high, note}]: [string, MetricResult]) => {
      const whole = overall[name]?.value ?? null;
      if (note !== undefined || whole === null || low === null || high === null) return false;
      return metrics.get(name).better === 'higher' ? high < whole : low > whole;
    })
    .map(([name]) => name);
}

/** Rows by what a column holds; those without a value come last. @throws IngotError `EVAL_OPTION` for parts of texts */
export function groupRows({name, kind, values, bins}: SliceColumn): Group[] {
  const missing: number[] = [];
  const present: number[] = [];
  values.forEach((value, row) => (value === null || Number.isNaN(value) ? missing : present).push(row));
  const numbers = asNumbers(
    kind,
    present.map((row) => values[row] ?? null),
  );
  if (!numbers && bins !== undefined)
    throw evalError('EVAL_OPTION', `--by ${name}:${String(bins)} cuts numbers into parts, but '${name}' is ${kind}.`, {
      hints: [`For each of its values: --by ${name}.`],
    });
  const groups =
    numbers && (bins !== undefined || new Set(numbers).size > MAX_VALUES)
      ? groupRanges(numbers, present, bins ?? BINS, kind === 'datetime' ? formatDate : shortNumber)
      : groupValues(present, (place) => textOf(kind, values[present[place] ?? 0] ?? null), numbers);
  return [...groups, ...(missing.length > 0 ? [{name: '(missing)', kind: 'missing' as const, rows: missing}] : [])];
}

/** Values as numbers; texts of a file whose column the model does not know count as numbers when all of them are. */
function asNumbers(kind: Kind, values: readonly (string | number | null)[]): Float64Array | undefined {
  if (kind === 'boolean') return undefined;
  const rule = defaultRule('numeric');
  const numbers = Float64Array.from(values, (value) => {
    const number = typeof value === 'string' ? parseCell(value, rule) : value;
    return typeof number === 'number' ? number : NaN;
  });
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

function groupRanges(
  numbers: Float64Array,
  rows: readonly number[],
  bins: number,
  text: (value: number) => string,
): Group[] {
  const sorted = Float64Array.from(numbers).sort();
  const edges = [...new Set(Array.from({length: bins + 1}, (_, bin) => quantileOf(sorted, bin / bins)))];
  return edges.slice(1).map((high, bin) => {
    const low = edges[bin] ?? NaN;
    const isIn = (value: number): boolean => (value > low || (bin === 0 && value === low)) && value <= high;
    return {
      name: `${bin === 0 ? '[' : '('}${text(low)}, ${text(high)}]`,
      kind: 'range' as const,
      rows: rows.filter((_, place) => isIn(numbers[place] ?? NaN)),
    };
  });
}

function groupValues(rows: readonly number[], nameAt: (place: number) => string, numbers?: Float64Array): Group[] {
  const byName = new Map<string, {rows: number[]; number: number}>();
  rows.forEach((row, place) => {
    const name = nameAt(place);
    const group = byName.get(name) ?? {rows: [], number: numbers?.[place] ?? NaN};
    group.rows.push(row);
    byName.set(name, group);
  });
  const groups = [...byName].map(([name, group]) => ({name, ...group}));
  // Numbers in their order; texts by how many rows they have, then by name.
  groups.sort((a, b) => (numbers ? a.number - b.number : b.rows.length - a.rows.length || (a.name < b.name ? -1 : 1)));
  const shown = groups.slice(0, MAX_SLICES).map(({name, rows: held}) => ({name, kind: 'value' as const, rows: held}));
  const rest = groups.slice(MAX_SLICES);
  if (rest.length === 0) return shown;
  const name = `(${String(rest.length)} other values)`;
  return [...shown, {name, kind: 'other', rows: rest.flatMap(({rows: held}) => held).sort((a, b) => a - b)}];
}

function textOf(kind: Kind, value: string | number | null): string {
  if (typeof value !== 'number') return value ?? '';
  if (kind === 'boolean') return value === 0 ? 'false' : 'true';
  return kind === 'datetime' ? formatDate(value) : String(value);
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}
