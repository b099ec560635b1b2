// k-anonymity (Samarati and Sweeney 1998) and l-diversity (Machanavajjhala et al. 2007) of rows.
import {createHash} from 'node:crypto';
import {assertBalanced, isMissingCell, type ColumnData, type Dataset} from '../../data/index.js';
import {checkError} from '../errors.js';

export interface AnonymityOptions {
  /** Columns that together may tell who a row is about. */
  readonly quasi: readonly string[];
  readonly sensitive?: string | undefined;
  /** One more k for `below`. */
  readonly minK?: number | undefined;
  /** Default {@link MOST_GROUPS}. */
  readonly mostGroups?: number | undefined;
}

export interface AnonymityResult {
  readonly rows: number;
  readonly quasi: readonly string[];
  /** Groups of rows equal in the quasi-identifiers, missing being a value. */
  readonly groups: number;
  /** Size of the smallest group; 0 without rows. */
  readonly k: number;
  readonly below: readonly {readonly k: number; readonly rows: number; readonly share: number}[];
  /** Groups of `from` to `to` rows. */
  readonly sizes: readonly {
    readonly from: number;
    readonly to: number | null;
    readonly groups: number;
    readonly rows: number;
  }[];
  /** Least over the groups: how many different values, and the exponential of the entropy of their shares. */
  readonly diversity: {readonly sensitive: string; readonly l: number; readonly entropyL: number} | null;
}

/** About 500 MB: with more groups, or pairs of group and sensitive value, it ends with an error. */
export const MOST_GROUPS = 2_000_000;
const SHOWN_K = [2, 3, 5, 10, 20];
const SIZES = [1, 2, 3, 5, 10, 20, 50, 100];
const KEY_LENGTH = 22;

interface Group {
  rows: number;
  readonly values: Map<string, number>;
}

/** Short texts as they are, longer ones as 128 bits of SHA-256. */
function keyOf(cells: readonly (string | number | null)[]): string {
  const text = JSON.stringify(cells);
  return text.length <= KEY_LENGTH ? text : createHash('sha256').update(text).digest('base64').slice(0, KEY_LENGTH);
}

/**
 * Reads the rows once; memory grows with the groups, not with the rows.
 *
 * @throws IngotError `ANONYMITY_COLUMN`, `ANONYMITY_TOO_MANY`
 */
export async function measureAnonymity(dataset: Dataset, options: AnonymityOptions): Promise<AnonymityResult> {
  const {quasi, sensitive, mostGroups = MOST_GROUPS} = options;
  const places = quasi.map((name) => placeOf(dataset, name));
  const sensitiveAt = sensitive === undefined ? undefined : placeOf(dataset, sensitive);
  if (sensitiveAt !== undefined && places.includes(sensitiveAt))
    throw checkError('ANONYMITY_COLUMN', `Column '${sensitive ?? ''}' is in --quasi and --sensitive; expected one.`);
  const groups = new Map<string, Group>();
  let [rows, pairs] = [0, 0];
  for await (const {rowCount, columns} of dataset.batches()) {
    for (let row = 0; row < rowCount; row += 1) {
      const key = keyOf(places.map((at) => cellOf(columns[at], row)));
      const group = groups.get(key) ?? {rows: 0, values: new Map<string, number>()};
      if (group.rows === 0) groups.set(key, group);
      group.rows += 1;
      if (sensitiveAt === undefined) continue;
      const value = keyOf([cellOf(columns[sensitiveAt], row)]);
      const seen = group.values.get(value) ?? 0;
      if (seen === 0) pairs += 1;
      group.values.set(value, seen + 1);
    }
    rows += rowCount;
    if (Math.max(groups.size, pairs) > mostGroups) throw tooMany(dataset.name, mostGroups);
  }
  assertBalanced(dataset.ledger, `data anonymity of ${dataset.name}`, rows);
  return summarize([...groups.values()], rows, options);
}

function tooMany(name: string, most: number): Error {
  return checkError('ANONYMITY_TOO_MANY', `${name}: expected at most ${String(most)} groups, got more.`, {
    hints: ['Nearly every row is alone: name fewer columns, or make their values coarser first.'],
  });
}

function placeOf({schema: {fields}, name: where}: Dataset, name: string): number {
  const at = fields.findIndex((field) => field.name === name);
  const known = `Columns: ${fields.map((field) => field.name).join(', ')}.`;
  if (at < 0)
    throw checkError('ANONYMITY_COLUMN', `${where}: expected a column '${name}', but there is none.`, {hints: [known]});
  if (fields[at]?.shape === undefined) return at;
  throw checkError('ANONYMITY_COLUMN', `${where}: column '${name}' holds tensors; expected one value a row.`);
}

function cellOf(column: ColumnData | undefined, row: number): string | number | null {
  return column === undefined || isMissingCell(column, row) ? null : (column[row] ?? null);
}

function summarize(
  groups: readonly Group[],
  rows: number,
  {quasi, sensitive, minK}: AnonymityOptions,
): AnonymityResult {
  const sum = (some: readonly Group[]): number => some.reduce((total, group) => total + group.rows, 0);
  const least = (of: (group: Group) => number): number => {
    const smallest = groups.reduce((found, group) => Math.min(found, of(group)), Infinity);
    return groups.length === 0 ? 0 : smallest;
  };
  const ks = [...new Set([...SHOWN_K, ...(minK === undefined ? [] : [minK])])].sort((a, b) => a - b);
  return {
    rows,
    quasi,
    groups: groups.length,
    k: least((group) => group.rows),
    below: ks.map((k) => {
      const found = sum(groups.filter((group) => group.rows < k));
      return {k, rows: found, share: rows === 0 ? 0 : found / rows};
    }),
    sizes: SIZES.map((from, at) => {
      const next = SIZES[at + 1] ?? Infinity;
      const own = groups.filter((group) => group.rows >= from && group.rows < next);
      return {from, to: next === Infinity ? null : next - 1, groups: own.length, rows: sum(own)};
    }),
    diversity:
      sensitive === undefined
        ? null
        : {sensitive, l: least(({values}) => values.size), entropyL: least((group) => Math.exp(entropyOf(group)))},
  };
}

function entropyOf({rows, values}: Group): number {
  return [...values.values()].reduce((sum, count) => sum - (count / rows) * Math.log(count / rows), 0);
}
