// Curves over scores: one class against the rest, rows in the order of their score.
import {at} from './class-rows.js';
import type {ClassRows, Measure, Measured} from './define.js';
import type {RowSample} from './row-sample.js';

/** Rows by rising score of one class, cut into groups of equal score. */
export interface Ranking {
  /** `[N]` rows. */
  readonly order: Uint32Array;
  /** Where each group begins in `order`, and at last N. */
  readonly starts: Uint32Array;
  /** `[N]` 1 where the row is of the class. */
  readonly isPositive: Uint8Array;
}

/** Weights of the rows of one group: those of the class, and the rest. */
export interface GroupWeights {
  readonly positives: number;
  readonly negatives: number;
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
  const starts: number[] = [];
  order.forEach((row, place) => {
    if (place === 0 || at(scores, row) !== at(scores, at(order, place - 1))) starts.push(place);
  });
  return {
    order,
    starts: Uint32Array.from([...starts, order.length]),
    isPositive: Uint8Array.from(labels, (label) => (label === positive ? 1 : 0)),
  };
}

/** Weights of group `group`. */
export function groupWeights({order, starts, isPositive}: Ranking, group: number, weights: Float64Array): GroupWeights {
  let positives = 0;
  let negatives = 0;
  const end = at(starts, group + 1);
  for (let place = at(starts, group); place < end; place += 1) {
    const row = at(order, place);
    if (isPositive[row] === 1) positives += at(weights, row);
    else negatives += at(weights, row);
  }
  return {positives, negatives};
}
