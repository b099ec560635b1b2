// Area under the precision-recall curve, as average precision.
import {defineMetric} from '../define.js';
import {groupWeights, measureOneVsRest} from '../one-vs-rest.js';

/**
 * Average precision: Σ (Rₙ − Rₙ₋₁)·Pₙ from the highest score down, rows of equal score in one step, no interpolation.
 * Two classes: of the positive one. Several: one class against the rest, averaged with equal weight.
 *
 * @see Davis and Goadrich, "The relationship between precision-recall and ROC curves" (2006), why not trapezoids
 */
export const prAuc = defineMetric({
  name: 'pr_auc',
  task: 'classification',
  summary: 'Average precision, the area under the precision-recall curve (binary: positive class; otherwise macro).',
  better: 'higher',
  prepare: (rows) =>
    measureOneVsRest(rows, (ranking, {weights}) => {
      let found = 0;
      let wrong = 0;
      let sum = 0;
      for (let group = ranking.starts.length - 2; group >= 0; group -= 1) {
        const {positives, negatives} = groupWeights(ranking, group, weights);
        found += positives;
        wrong += negatives;
        if (positives > 0) sum += (positives * found) / (found + wrong);
      }
      return found === 0 ? {value: null, note: 'undefined without rows'} : {value: sum / found};
    }),
});
