// Expected calibration error.
import {calibrationOf} from '../calibration.js';
import {defineMetric} from '../define.js';
import {NO_ROWS} from '../row-mean.js';

/**
 * Mean distance between the probability given and the share that came true, over ten bins of equal width. Two
 * classes: probability of the positive one; several: that of the predicted class.
 *
 * @see Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning" (2015)
 */
export const ece = defineMetric({
  name: 'ece',
  task: 'classification',
  summary: 'Expected calibration error: how far probabilities are from shares, over ten bins.',
  better: 'lower',
  prepare: (rows) => {
    const bins = calibrationOf(rows);
    return (sample) => {
      if (sample.total === 0) return NO_ROWS;
      let sum = 0;
      for (const {weight, confidence, share} of bins(sample)) sum += weight * Math.abs(confidence - share);
      return {value: sum / sample.total};
    };
  },
});
