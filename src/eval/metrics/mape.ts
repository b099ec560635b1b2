// Mean absolute percentage error.
import {counted} from '../../core/index.js';
import {at} from '../class-rows.js';
import {defineMetric} from '../define.js';
import {measureRowMean} from '../row-mean.js';

/** Mean of |y − ŷ| / |y|, as a share (0.1 is 10 %). A target of 0 is taken as 2⁻⁵², as in scikit-learn. */
export const mape = defineMetric({
  name: 'mape',
  task: 'regression',
  summary: 'Mean absolute error as a share of the target (0.1 is 10 %).',
  better: 'lower',
  prepare: ({targets, predictions}) => {
    const shares = targets.map(
      (target, row) => Math.abs(at(predictions, row) - target) / Math.max(Math.abs(target), Number.EPSILON),
    );
    const measure = measureRowMean(shares);
    const zeros = targets.filter((target) => Math.abs(target) < Number.EPSILON).length;
    if (zeros === 0) return measure;
    const note = `the target is 0 in ${counted(zeros, 'row')}: the value says little`;
    return (sample) => ({note, ...measure(sample)});
  },
});
