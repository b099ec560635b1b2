// R², against the mean of the rows measured.
import {defineMetric} from '../define.js';
import {NO_ROWS, weightedMean} from '../row-mean.js';

/** Coefficient of determination: 1 − Σ(y − ŷ)² / Σ(y − ȳ)², ȳ being the mean of the rows measured. */
export const r2 = defineMetric({
  name: 'r2',
  task: 'regression',
  summary: "Share of the target's variance explained; 0 is what the mean alone gives.",
  better: 'higher',
  isHeadline: true,
  prepare:
    ({targets, predictions}) =>
    (sample) => {
      if (sample.total === 0) return NO_ROWS;
      const {weights} = sample;
      const mean = weightedMean(targets, sample);
      let residual = 0;
      let spread = 0;
      for (let row = 0; row < targets.length; row += 1) {
        const weight = weights[row] ?? 0;
        const target = targets[row] ?? NaN;
        residual += weight * (target - (predictions[row] ?? NaN)) ** 2;
        spread += weight * (target - mean) ** 2;
      }
      return spread > 0
        ? {value: 1 - residual / spread}
        : {value: null, note: 'undefined when the target is the same in every row'};
    },
});
