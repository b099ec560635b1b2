// A column on both sides, brought to a common form that every measure reads.
import type {ColumnSummary, Distribution} from './summary.js';

/** Fewest rows that a category is expected to have on each side; rarer ones are taken together (Cochran, 1954). */
const LEAST_EXPECTED = 5;

export interface Pair<T> {
  readonly reference: T;
  readonly current: T;
}

export interface Comparison {
  /** Columns of numbers only. */
  readonly numbers?: Pair<Distribution>;
  /** Rows in each category, or in each interval between the reference's deciles. Absent: one side has no values. */
  readonly cells?: Pair<readonly number[]>;
  /** Missing and present rows. */
  readonly missing: Pair<readonly [number, number]>;
}

export function makeComparison(reference: ColumnSummary, current: ColumnSummary): Comparison {
  const missing = {reference: presence(reference), current: presence(current)};
  if (reference.numbers && current.numbers) {
    const numbers = {reference: reference.numbers, current: current.numbers};
    if (numbers.reference.total === 0 || numbers.current.total === 0) return {missing};
    return {missing, numbers, cells: binned(numbers)};
  }
  if (!reference.counts || !current.counts || reference.counts.size === 0 || current.counts.size === 0)
    return {missing};
  return {missing, cells: pooled({reference: reference.counts, current: current.counts})};
}

const presence = ({rows, missing}: ColumnSummary): [number, number] => [missing, rows - missing];

/** Intervals closed on the left, so that a value equal to an edge lies above it. */
function binned({reference, current}: Pair<Distribution>): Pair<number[]> {
  const edges = [...new Set(reference.deciles)];
  const count = ({values, weights}: Distribution): number[] => {
    const counts = new Array<number>(edges.length + 1).fill(0);
    let bin = 0;
    values.forEach((value, index) => {
      while (bin < edges.length && value >= (edges[bin] ?? Infinity)) bin += 1;
      counts[bin] = (counts[bin] ?? 0) + (weights[index] ?? 0);
    });
    return counts;
  };
  return {reference: count(reference), current: count(current)};
}

function pooled({reference, current}: Pair<ReadonlyMap<string | number, number>>): Pair<number[]> {
  const [sizeOfReference, sizeOfCurrent] = [sum([...reference.values()]), sum([...current.values()])];
  const least = Math.min(sizeOfReference, sizeOfCurrent) / (sizeOfReference + sizeOfCurrent);
  const [a, b]: [number[], number[]] = [[], []];
  let [rareA, rareB] = [0, 0];
  for (const value of new Set([...reference.keys(), ...current.keys()])) {
    const [x, y] = [reference.get(value) ?? 0, current.get(value) ?? 0];
    if ((x + y) * least < LEAST_EXPECTED) [rareA, rareB] = [rareA + x, rareB + y];
    else [a[a.length], b[b.length]] = [x, y];
  }
  if (rareA + rareB > 0) [a[a.length], b[b.length]] = [rareA, rareB];
  return {reference: a, current: b};
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Counts as shares of their sum. */
export function sharesOf(counts: readonly number[]): number[] {
  const total = sum(counts);
  return counts.map((count) => count / total);
}

/** Visits each stretch between neighbouring values of either side with both cumulative shares on it. */
export function walkSteps(
  {reference, current}: Pair<Distribution>,
  visit: (step: {readonly width: number; readonly reference: number; readonly current: number}) => void,
): void {
  let [i, j, below, belowCurrent] = [0, 0, 0, 0];
  while (i < reference.values.length || j < current.values.length) {
    const value = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity);
    for (; reference.values[i] === value; i += 1) below += reference.weights[i] ?? 0;
    for (; current.values[j] === value; j += 1) belowCurrent += current.weights[j] ?? 0;
    const next = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity);
    const width = next === Infinity ? 0 : next - value;
    visit({width, reference: below / reference.total, current: belowCurrent / current.total});
  }
}
