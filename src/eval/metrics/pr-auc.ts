// Area under the precision-recall curve, as average precision.
import {defineMetric} from '../define.js';
import {measureOneVsRest} from '../one-vs-rest.js';

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
    measureOneVsRest(rows, (ranking, sample) => {
      let found = 0;
      let wrong = 0;
      let sum = 0;
      const {positives, negatives} = ranking.groupWeights(sample);
      for (let group = positives.length - 1; group >= 0; group -= 1) {
        const here = positives[group] ?? 0;
        found += here;
        wrong += negatives[group] ?? 0;
        if (here > 0) sum += (here * found) / (found + wrong);
      }
      return found === 0 ? {value: null, note: 'undefined without rows'} : {value: sum / found};
    }),
});
