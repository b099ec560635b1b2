// Curves over scores: one class against the rest, rows in the order of their score.
import {at} from './class-rows.js';
import type {ClassRows, Measure, Measured} from './define.js';
import type {RowSample} from './row-sample.js';

/** Rows of one class and of the rest, by score: equal scores make a group, groups rise. */
export interface Ranking {
  /**
   * What the rows of the class count in each group, and what the others count. Worked out once a sample, whichever
   * metrics ask; overwritten by the next sample.
   */
  groupWeights(sample: RowSample): GroupWeights;
}

interface GroupWeights {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * A measure of the positive class where there are two, otherwise the mean over all classes, each against the rest.
 *
 * @param measure - of one class; a null value makes the whole null, and its note is followed by the class's name
 */
export function measureOneVsRest(rows: ClassRows, measure: (ranking: Ranking, sample: RowSample) => Measured): Measure {
  const indices = rows.classes.length === 2 ? [rows.positive] : rows.classes.map((_, index) => index);
  const ranked = indices.map((index) => ({name: rows.classes[index] ?? '', ranking: rankingOf(rows, index)}));
  return (sample) => {
    let sum = 0;
    for (const {name, ranking} of ranked) {
      const {value, note} = measure(ranking, sample);
      if (value === null) return {value, note: `${note ?? ''} of class '${name}'`};
      sum += value;
    }
    return {value: sum / ranked.length};
  };
}

const rankings = new WeakMap<ClassRows, Map<number, Ranking>>();

/** The metrics of the same rows share a ranking: sorting and counting by score is most of their time. */
function rankingOf(rows: ClassRows, positive: number): Ranking {
  const known = rankings.get(rows) ?? new Map<number, Ranking>();
  rankings.set(rows, known);
  const ranking = known.get(positive) ?? rankByScore(rows, positive);
  known.set(positive, ranking);
  return ranking;
}

function rankByScore({classes, labels, probabilities}: ClassRows, positive: number): Ranking {
  const scores = Float64Array.from(labels, (_, row) => at(probabilities, row * classes.length + positive));
  const order = sortedRows(scores);
  // Twice the group, and one more for the rows of the class: one number a row to read, in the order of the scores.
  const place = new Uint32Array(order.length);
  let last = -1;
  let score = NaN;
  for (let rank = 0; rank < order.length; rank += 1) {
    const row = order[rank] ?? 0;
    const own = scores[row] ?? NaN;
    if (own !== score) last += 1;
    score = own;
    place[rank] = 2 * last + (labels[row] === positive ? 1 : 0);
  }
  const positives = new Float64Array(last + 1);
  const negatives = new Float64Array(last + 1);
  let counted: RowSample | undefined;
  return {
    groupWeights(sample) {
      if (counted === sample) return {positives, negatives};
      counted = sample;
      const {weights} = sample;
      positives.fill(0);
      negatives.fill(0);
      for (let rank = 0; rank < order.length; rank += 1) {
        const weight = weights[order[rank] ?? 0] ?? 0;
        if (weight === 0) continue;
        const to = place[rank] ?? 0;
        const side = (to & 1) === 1 ? positives : negatives;
        const group = to >>> 1;
        side[group] = (side[group] ?? 0) + weight;
      }
      return {positives, negatives};
    },
  };
}

/** Row numbers by rising score, rows of equal score in their order. */
function sortedRows(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[a] ?? NaN) - (scores[b] ?? NaN));
}
