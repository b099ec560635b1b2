// Pearson's chi-square of a table of two rows, shared by the tests on counts.
import {sum, type Pair} from '../comparison.js';
import {chiSquareTail} from '../tails.js';

/** Without continuity correction. Columns that are empty on both sides are left out. */
export function testTwoRows({reference, current}: Pair<readonly number[]>): {
  readonly statistic: number;
  readonly pValue: number;
} {
  const [a, b] = [sum(reference), sum(current)];
  let [statistic, filled] = [0, 0];
  reference.forEach((x, index) => {
    const y = current[index] ?? 0;
    if (x + y === 0) return;
    filled += 1;
    const [ofReference, ofCurrent] = [((x + y) * a) / (a + b), ((x + y) * b) / (a + b)];
    statistic += (x - ofReference) ** 2 / ofReference + (y - ofCurrent) ** 2 / ofCurrent;
  });
  return {statistic, pValue: filled < 2 ? 1 : chiSquareTail(statistic, filled - 1)};
}
