// Do two models differ on the same rows by more than chance? Tests for paired results, with two-sided p values.
import {at} from './class-rows.js';
import {normalTail} from './normal-tail.js';

export interface PairedTest {
  readonly name: 'mcnemar' | 'wilcoxon';
  /** Chance of a difference at least as large were the models alike; null where there is nothing to compare. */
  readonly pValue: number | null;
  readonly note?: string;
}

/**
 * McNemar's test in its exact form: of the rows that only one model has right, each is as likely to have either.
 *
 * @param onlyA - rows that only the first model has right
 * @param onlyB - rows that only the second has right
 * @see McNemar, "Note on the sampling error of the difference between correlated proportions" (1947)
 */
export function mcnemar(onlyA: number, onlyB: number): PairedTest {
  const name = 'mcnemar';
  const trials = onlyA + onlyB;
  if (trials === 0) return {name, pValue: null, note: 'both models are right and wrong on the same rows'};
  const few = Math.min(onlyA, onlyB);
  if (2 * few === trials) return {name, pValue: 1};
  let logTerm = -trials * Math.LN2;
  for (let index = 0; index < few; index += 1) logTerm += Math.log((trials - index) / (index + 1));
  let term = Math.exp(logTerm);
  let tail = 0;
  for (let successes = few; successes >= 0 && term > 0; successes -= 1) {
    tail += term;
    term *= successes / (trials - successes + 1);
  }
  return {name, pValue: Math.min(1, 2 * tail)};
}

/** Up to this many differences the distribution is counted out, above it is taken as normal. */
const EXACT_ROWS = 50;

/**
 * Wilcoxon's signed-rank test: are the differences symmetric about 0? Zeros are left out; ties share their rank.
 *
 * @param differences - one a row: of the absolute errors of two models
 * @see Wilcoxon, "Individual comparisons by ranking methods" (1945)
 */
export function wilcoxon(differences: Float64Array): PairedTest {
  const name = 'wilcoxon';
  const present = differences.filter((difference) => difference !== 0);
  if (present.length === 0) return {name, pValue: null, note: 'both models err by the same amount in every row'};
  const ranks = doubledRanks(present.map(Math.abs));
  const positive = ranks.reduce((sum, rank, row) => (at(present, row) > 0 ? sum + rank : sum), 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  if (present.length <= EXACT_ROWS) return {name, pValue: exactTail(ranks, Math.min(positive, total - positive))};
  // Under the hypothesis each rank counts or not, as a coin falls: the variance is a quarter of the sum of squares.
  const variance = ranks.reduce((sum, rank) => sum + rank ** 2, 0) / 4;
  return {name, pValue: Math.min(1, 2 * normalTail(Math.abs(positive - total / 2) / Math.sqrt(variance)))};
}

/** Twice the rank of each size, 1 for the smallest: an integer also where ties share a rank. */
function doubledRanks(sizes: Float64Array): Float64Array {
  const order = Uint32Array.from(sizes, (_, row) => row).sort((a, b) => at(sizes, a) - at(sizes, b));
  const ranks = new Float64Array(sizes.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && at(sizes, at(order, end)) === at(sizes, at(order, start))) end += 1;
    for (let place = start; place < end; place += 1) ranks[at(order, place)] = start + 1 + end;
  }
  return ranks;
}

/** Two-sided tail of the sum of ranks over all 2ⁿ choices of signs; the distribution is symmetric. */
function exactTail(ranks: Float64Array, lower: number): number {
  let shares = Float64Array.of(1);
  for (const rank of ranks) {
    const next = new Float64Array(shares.length + rank);
    shares.forEach((share, sum) => {
      next[sum] = at(next, sum) + share / 2;
      next[sum + rank] = at(next, sum + rank) + share / 2;
    });
    shares = next;
  }
  const tail = shares.subarray(0, lower + 1).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * tail);
}
