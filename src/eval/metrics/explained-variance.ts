// Explained variance: R² that forgives a constant error.
import {at} from '../class-rows.js';
import {defineMetric} from '../define.js';
import {NO_ROWS, weightedMean} from '../row-mean.js';

/** 1 − Var(y − ŷ) / Var(y). Above R² by what a constant error costs. */
export const explainedVariance = defineMetric({
  name: 'explained_variance',
  task: 'regression',
  summary: "Share of the target's variance explained, a constant error forgiven.",
  better: 'higher',
  prepare: ({targets, predictions}) => {
    const errors = targets.map((target, row) => target - at(predictions, row));
    return (sample) => {
      if (sample.total === 0) return NO_ROWS;
      const {weights} = sample;
      const meanError = weightedMean(errors, sample);
      const mean = weightedMean(targets, sample);
      let residual = 0;
      let spread = 0;
      for (let row = 0; row < targets.length; row += 1) {
        const weight = weights[row] ?? 0;
        residual += weight * ((errors[row] ?? NaN) - meanError) ** 2;
        spread += weight * ((targets[row] ?? NaN) - mean) ** 2;
      }
      return spread > 0
        ? {value: 1 - residual / spread}
        : {value: null, note: 'undefined when the target is the same in every row'};
    };
  },
});
