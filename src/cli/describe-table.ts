// The table of columns of `data describe`, as wide as the terminal lets it be.
import {counted} from '../core/index.js';
import {formatBars, formatNumber, formatTable, type Cell} from './table.js';

/** Of the profile, what the table shows. */
interface Column {
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly storage: string;
  readonly shape?: readonly number[];
  readonly missing: number;
  readonly missingShare: number;
  readonly distinct: number | null;
  readonly isDistinctExact: boolean;
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly mean: number | string | null;
  readonly deviation: number | null;
  readonly quantiles: Readonly<Record<string, number | string>> | null;
  readonly histogram: {readonly counts: readonly number[]} | null;
  readonly relation: {readonly measure: string; readonly value: number} | null;
  readonly top: readonly {readonly value: string | number; readonly count: number}[];
}

export interface Described {
  readonly name: string;
  readonly rows: number;
  readonly split: string | null;
  readonly columns: readonly Column[];
}

const NUMBERS = ['missing', 'distinct', 'min', 'median', 'max', 'mean', 'deviation'] as const;
const HEAD = ['column', 'kind', 'role', ...NUMBERS, 'histogram', 'with target', 'most frequent'] as const;
/** Left out in this order where the terminal is narrow; all of it is in --json. */
const SPARED = [
  'most frequent',
  'deviation',
  'with target',
  'role',
  'mean',
  'histogram',
  'distinct',
  'min',
  'max',
] as const;

/** @param width - of the terminal; default: no limit where stdout is none @returns lines */
export function describeTable(
  {name, rows, split, columns}: Described,
  isPart = false,
  width = process.stdout.isTTY ? process.stdout.columns : Infinity,
): string[] {
  const told = `${counted(rows, 'row')}, ${counted(columns.length, 'column')}${split === null ? '' : `, split ${split}`}`;
  const cells = columns.map(cellsOf);
  const left = new Set<string>();
  for (;;) {
    const places = HEAD.flatMap((head, at) => (left.has(head) ? [] : [at]));
    const text = formatTable(
      places.map((at) => HEAD[at] ?? ''),
      cells.map((row) => places.map((at) => row[at])),
      {align: places.map((at) => (at > 2 && at < 3 + NUMBERS.length ? 'right' : 'left'))},
    );
    const next = SPARED[left.size];
    if (next === undefined || text.split('\n').every((line) => line.length <= width)) {
      const spared = left.size === 0 ? [] : [`(not shown for want of width: ${[...left].join(', ')})`];
      return [isPart ? `${name}: ${told}` : told, '', text, ...spared];
    }
    left.add(next);
  }
}

function cellsOf(column: Column): Cell[] {
  const {name, kind, role, distinct, min, max, mean, deviation, quantiles, histogram, relation, top} = column;
  const missing =
    column.missing === 0 ? '0' : `${String(column.missing)} (${(100 * column.missingShare).toFixed(1)} %)`;
  const different = distinct === null ? null : `${column.isDistinctExact ? '' : '~'}${String(distinct)}`;
  const held = column.shape === undefined ? kind : `${kind} ${column.shape.join('×')} ${column.storage}`;
  const related = relation && `${relation.measure} ${relation.value.toFixed(3)}`;
  const often = top.map(({value, count}) => `${shorten(value)} (${String(count)})`).join(', ');
  const numbers = [missing, different, min, quantiles?.['0.5'] ?? null, max, mean, deviation];
  return [shorten(name, 40), held, role, ...numbers, histogram && formatBars(histogram.counts), related, often];
}

/** On one line: a text with line breaks would break the table. */
function shorten(value: string | number, limit = 24): string {
  if (typeof value === 'number') return formatNumber(value);
  const flat = value.slice(0, 4 * limit).replace(/[\s\p{Cc}]+/gu, ' ');
  return flat.length > limit ? `${flat.slice(0, limit - 1)}…` : flat;
}
