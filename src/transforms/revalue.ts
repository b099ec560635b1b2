import type {Json} from '../core/index.js';
import type {Stage} from '../data/index.js';
import {defineTransform} from './define.js';

/** For each column, the numbers that change and what each becomes; null is missing. */
interface RevalueState {
  readonly from: readonly (readonly number[])[];
  readonly to: readonly (readonly (number | null)[])[];
}

/**
 * Numbers by rules, all others as they are: float64 `[N, C]` → float64 `[N, C]`; missing stays missing.
 * Option `rules`: column → pairs of an old and a new number, null for missing. Nothing is learned from rows.
 */
export const revalue = defineTransform<RevalueState>({
  name: 'revalue',
  version: 1,
  summary: 'Numbers replaced by rules.',
  takes: ['float64'],
  gives: 'float64',
  fillsMissing: false,
  learns: () => false,
  options: {rules: {}},
  fit: (columns, {rules}) => {
    const pairs = columns.map(({name}) => rulesOf(rules ?? {}, name));
    return {
      from: pairs.map((list) => list.map(([old]) => old)),
      to: pairs.map((list) => list.map(([, value]) => value)),
    };
  },
  outputs: (columns) => columns,
  build: (g, x, {from, to}) => {
    const longest = Math.max(0, ...from.map((list) => list.length));
    let y = x;
    // Each rule looks at the number as it came, so that their order does not matter; NaN, where a column has no such
    // rule, equals nothing.
    for (let rule = 0; rule < longest; rule += 1) {
      const old = g.numbers(
        from.map((list) => list[rule] ?? NaN),
        'float64',
      );
      const value = g.numbers(
        to.map((list) => list[rule] ?? NaN),
        'float64',
      );
      y = g.where(g.equal(x, old), value, y);
    }
    return y;
  },
});

/** The numbers that each column of such a stage replaces; undefined for any other stage. */
export function replacedNumbersOf(stage: Stage): readonly (readonly number[])[] | undefined {
  return stage.transform === revalue.name ? (stage.state as unknown as RevalueState).from : undefined;
}

function rulesOf(rules: Json, column: string): readonly (readonly [number, number | null])[] {
  const own = (rules as Readonly<Record<string, Json>>)[column] ?? [];
  return own as unknown as readonly (readonly [number, number | null])[];
}
