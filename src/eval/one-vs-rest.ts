// Curves over scores: one class against the rest, rows in the order of their score.
import {at} from './class-rows.js';
import type {ClassRows, Measure, Measured} from './define.js';
import type {RowSample} from './row-sample.js';

/** Rows of one class and of the rest, by score: equal scores make a group, groups rise. */
export interface Ranking {
  /** What the rows of the class count in each group, and what the others count. Overwritten by the next sample. */
  groupWeights(weights: Float64Array): {readonly positives: Float64Array; readonly negatives: Float64Array};
}

/**
 * A measure of the positive class where there are two, otherwise the mean over all classes, each against the rest.
 *
 * @param measure - of one class; a null value makes the whole null, and its note is followed by the class's name
 */
export function measureOneVsRest(rows: ClassRows, measure: (ranking: Ranking, sample: RowSample) => Measured): Measure {
  const indices = rows.classes.length === 2 ? [rows.positive] : rows.classes.map((_, index) => index);
  const rankings = indices.map((index) => ({name: rows.classes[index] ?? '', ranking: rankByScore(rows, index)}));
  return (sample) => {
    let sum = 0;
    for (const {name, ranking} of rankings) {
      const {value, note} = measure(ranking, sample);
      if (value === null) return {value, note: `${note ?? ''} of class '${name}'`};
      sum += value;
    }
    return {value: sum / rankings.length};
  };
}

function rankByScore({classes, labels, probabilities}: ClassRows, positive: number): Ranking {
  const scores = Float64Array.from(labels, (_, row) => at(probabilities, row * classes.length + positive));
  const order = Uint32Array.from(labels, (_, row) => row).sort((a, b) => at(scores, a) - at(scores, b));
  const groupOf = new Uint32Array(labels.length);
  let last = -1;
  order.forEach((row, place) => {
    if (place === 0 || at(scores, row) !== at(scores, at(order, place - 1))) last += 1;
    groupOf[row] = last;
  });
  const positives = new Float64Array(last + 1);
  const negatives = new Float64Array(last + 1);
  return {
    groupWeights(weights) {
      positives.fill(0);
      negatives.fill(0);
      for (let row = 0; row < labels.length; row += 1) {
        const group = groupOf[row] ?? 0;
        if (labels[row] === positive) positives[group] = (positives[group] ?? 0) + (weights[row] ?? 0);
        else negatives[group] = (negatives[group] ?? 0) + (weights[row] ?? 0);
      }
      return {positives, negatives};
    },
  };
}
