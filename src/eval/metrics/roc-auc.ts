// ROC AUC by ranks, not by drawing the curve.
import {defineMetric} from '../define.js';
import {measureOneVsRest} from '../one-vs-rest.js';

/**
 * Area under the ROC curve: the chance that a random positive row scores above a random negative one, ties counted
 * half. Two classes: of the positive one. Several: one class against the rest, averaged with equal weight.
 *
 * @see Hanley and McNeil, "The meaning and use of the area under a ROC curve" (1982)
 */
export const rocAuc = defineMetric({
  name: 'roc_auc',
  task: 'classification',
  summary: 'Area under the ROC curve (binary: positive class; otherwise one against the rest, macro).',
  better: 'higher',
  isHeadline: true,
  prepare: (rows) =>
    measureOneVsRest(rows, (ranking, sample) => {
      let below = 0;
      let total = 0;
      let pairs = 0;
      const {positives, negatives} = ranking.groupWeights(sample);
      for (let group = 0; group < positives.length; group += 1) {
        const [found, others] = [positives[group] ?? 0, negatives[group] ?? 0];
        pairs += found * (below + others / 2);
        total += found;
        below += others;
      }
      if (total === 0) return {value: null, note: 'undefined without rows'};
      if (below === 0) return {value: null, note: 'undefined when all rows are'};
      return {value: pairs / (total * below)};
    }),
});
