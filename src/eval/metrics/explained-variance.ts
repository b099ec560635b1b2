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
      const meanError = weightedMean(errors, sample);
      const mean = weightedMean(targets, sample);
      const residual = weightedMean(
        errors.map((error) => (error - meanError) ** 2),
        sample,
      );
      const spread = weightedMean(
        targets.map((target) => (target - mean) ** 2),
        sample,
      );
      return spread > 0
        ? {value: 1 - residual / spread}
        : {value: null, note: 'undefined when the target is the same in every row'};
    };
  },
});
