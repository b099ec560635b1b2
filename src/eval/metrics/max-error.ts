// The worst row.
import {at} from '../class-rows.js';
import {defineMetric} from '../define.js';
import {NO_ROWS} from '../row-mean.js';

/** Largest |y − ŷ| among rows that count at all, in the target's units. */
export const maxError = defineMetric({
  name: 'max_error',
  task: 'regression',
  summary: "Largest absolute error, in the target's units.",
  better: 'lower',
  prepare: ({targets, predictions}) => {
    const errors = targets.map((target, row) => Math.abs(at(predictions, row) - target));
    return ({weights, total}) => {
      if (total === 0) return NO_ROWS;
      let value = 0;
      for (let row = 0; row < errors.length; row += 1)
        if ((weights[row] ?? 0) > 0 && (errors[row] ?? NaN) > value) value = errors[row] ?? NaN;
      return {value};
    };
  },
});
