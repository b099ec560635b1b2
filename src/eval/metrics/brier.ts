// Brier score: the squared error of probabilities.
import {at} from '../class-rows.js';
import {defineMetric} from '../define.js';
import {measureRowMean} from '../row-mean.js';

/**
 * Mean squared difference between probabilities and what happened: two classes (p − y)², 0 to 1; several the sum over
 * the classes, 0 to 2, as in scikit-learn.
 *
 * @see Brier, "Verification of forecasts expressed in terms of probability" (1950)
 */
export const brier = defineMetric({
  name: 'brier',
  task: 'classification',
  summary: 'Mean squared error of the probabilities (several classes: summed over them).',
  better: 'lower',
  prepare: ({classes, labels, probabilities, positive}) => {
    const width = classes.length;
    const scored = width === 2 ? [positive] : classes.map((_, index) => index);
    return measureRowMean(
      Float64Array.from(labels, (label, row) => {
        let sum = 0;
        for (const index of scored) sum += (at(probabilities, row * width + index) - (index === label ? 1 : 0)) ** 2;
        return sum;
      }),
    );
  },
});
