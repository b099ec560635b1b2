// ROC AUC by ranks, not by drawing the curve.
import {at} from '../class-rows.js';
import {defineMetric, type ClassRows, type Measure} from '../define.js';

/**
 * Area under the ROC curve: the chance that a random positive row scores above a random negative one, ties counted
 * half. Binary: of the second class. Several classes: one class against the rest, averaged with equal weight.
 *
 * @see Hanley and McNeil, "The meaning and use of the area under a ROC curve" (1982)
 */
export const rocAuc = defineMetric({
  name: 'roc_auc',
  task: 'classification',
  summary: 'Area under the ROC curve (binary: second class; otherwise one against the rest, macro).',
  better: 'higher',
  prepare(rows) {
    const positives = rows.classes.length === 2 ? [1] : rows.classes.map((_, index) => index);
    const curves = positives.map((index) => ({index, measure: prepareOne(rows, index)}));
    return (counts) => {
      let sum = 0;
      for (const {index, measure} of curves) {
        const {value, note} = measure(counts);
        if (value === null) return {value, note: `${note ?? ''} of class '${rows.classes[index] ?? ''}'`};
        sum += value;
      }
      return {value: sum / curves.length};
    };
  },
});

/** Sorts once; each call walks the rows from the lowest score up, one group of equal scores at a time. */
function prepareOne(rows: ClassRows, positive: number): Measure {
  const classCount = rows.classes.length;
  const scores = Float64Array.from(rows.labels, (_, row) => at(rows.probabilities, row * classCount + positive));
  const order = Uint32Array.from(rows.labels, (_, row) => row).sort((a, b) => at(scores, a) - at(scores, b));
  return (counts) => {
    let negativesBelow = 0;
    let positiveCount = 0;
    let pairs = 0;
    for (let start = 0; start < order.length;) {
      const score = at(scores, at(order, start));
      let groupPositives = 0;
      let groupNegatives = 0;
      for (; start < order.length && at(scores, at(order, start)) === score; start += 1) {
        const row = at(order, start);
        if (rows.labels[row] === positive) groupPositives += at(counts, row);
        else groupNegatives += at(counts, row);
      }
      pairs += groupPositives * (negativesBelow + groupNegatives / 2);
      positiveCount += groupPositives;
      negativesBelow += groupNegatives;
    }
    if (positiveCount === 0) return {value: null, note: 'undefined without rows'};
    if (negativesBelow === 0) return {value: null, note: 'undefined when all rows are'};
    return {value: pairs / (positiveCount * negativesBelow)};
  };
}
