import type {Json} from '../core/index.js';
import type {ColumnStatistics, Stage} from '../data/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {defineTransform} from './define.js';

/** For each column, the texts that change and what each becomes (`''`: missing). */
interface RespellState {
  readonly from: readonly (readonly string[])[];
  readonly to: readonly (readonly string[])[];
}

/**
 * Texts by a lookup, all others as they are: string `[N, C]` → string `[N, C]`. The lookup holds the rules given and, with
 * `trim` and `fold`, the spellings seen when it was fitted. Options:
 * `rules`: column → pairs of an old and a new text;
 * `trim`: blanks at the ends go, runs of blanks become one;
 * `fold`: texts equal but for case and blanks become the most frequent of them.
 */
export const respell = defineTransform<RespellState>({
  name: 'respell',
  version: 1,
  summary: 'Spellings replaced by a lookup: rules, blanks, case.',
  takes: ['utf8'],
  gives: 'utf8',
  fillsMissing: false,
  learns: ({trim, fold}) => trim === true || fold === true,
  options: {rules: {}, trim: false, fold: false},
  fit: (columns, {rules, trim, fold}) => {
    const tables = columns.map(({name, statistics}) =>
      tableOf(statistics, {rules: rulesOf(rules ?? {}, name), trim: trim === true, fold: fold === true}),
    );
    return {from: tables.map((table) => [...table.keys()]), to: tables.map((table) => [...table.values()])};
  },
  outputs: (columns) => columns,
  build: (g, x, state) => {
    const width = state.from.length;
    return lookup(g, g.ops('Split', [x], {axis: 1, num_outputs: width}, {outputCount: width}), state);
  },
  buildColumns: lookup,
});

/** The lookup of each column of such a stage; undefined for any other stage. */
export function spellingsOf(stage: Stage): readonly ReadonlyMap<string, string>[] | undefined {
  if (stage.transform !== respell.name) return undefined;
  const {from, to} = stage.state as unknown as RespellState;
  return from.map((texts, column) => new Map(texts.map((text, at) => [text, to[column]?.[at] ?? ''])));
}

function rulesOf(rules: Json, column: string): readonly (readonly [string, string])[] {
  return ((rules as Readonly<Record<string, Json>>)[column] ?? []) as unknown as readonly (readonly [string, string])[];
}

interface Repairs {
  readonly rules: readonly (readonly [string, string])[];
  readonly trim: boolean;
  readonly fold: boolean;
}

const trimmed = (text: string): string => text.trim().replace(/\s+/g, ' ');
/** What is equal under `fold` has the same. */
const foldKey = (text: string): string => trimmed(text).normalize('NFC').toLowerCase();

function tableOf({frequencies}: ColumnStatistics, {rules, trim, fold}: Repairs): Map<string, string> {
  const given = new Map(rules);
  const seen = trim || fold ? [...frequencies].map(([value, count]) => ({text: String(value), count})) : [];
  const steps = seen.map(({text, count}) => {
    const ruled = given.get(text) ?? text;
    return {text, count, now: trim ? trimmed(ruled) : ruled};
  });
  const best = fold ? mostFrequent(steps) : new Map<string, string>();
  const final = (text: string): string => best.get(foldKey(text)) ?? text;
  const table = new Map<string, string>();
  for (const [from, to] of rules) table.set(from, final(trim ? trimmed(to) : to));
  for (const {text, now} of steps) if (final(now) !== text) table.set(text, final(now));
  // By code unit, so that the state does not depend on the order of rows.
  return new Map([...table].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Fold key → its most frequent spelling; of equally frequent ones the first by code unit. */
function mostFrequent(spellings: readonly {readonly now: string; readonly count: number}[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const {now, count} of spellings) if (now !== '') counts.set(now, (counts.get(now) ?? 0) + count);
  const best = new Map<string, string>();
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  for (const [text] of ordered) if (!best.has(foldKey(text))) best.set(foldKey(text), text);
  return best;
}

function lookup(g: OpGraph, columns: readonly Value[], {from, to}: RespellState): Value {
  const domain = {domain: 'ai.onnx.ml'} as const;
  const looked = columns.map((column, at) => {
    const keys_strings = [...(from[at] ?? [])];
    if (keys_strings.length === 0) return column;
    const values_strings = [...(to[at] ?? [])];
    const found = {keys_strings, values_int64s: keys_strings.map(() => 1), default_int64: 0};
    const isKnown = g.cast(g.op('LabelEncoder', [column], found, domain), 'bool');
    const texts = g.op('LabelEncoder', [column], {keys_strings, values_strings, default_string: ''}, domain);
    return g.where(isKnown, texts, column);
  });
  return g.concat(looked, 1);
}
