// Median absolute error.
import {at} from '../class-rows.js';
import {defineMetric} from '../define.js';
import {NO_ROWS} from '../row-mean.js';

/**
 * Median of |y − ŷ|, in the target's units. With weights, the error at which half of the weight is reached, and the
 * mean of it and the next one where it is reached exactly (the averaged inverse of the distribution function).
 *
 * @see Hyndman and Fan, "Sample quantiles in statistical packages" (1996), definition 2
 */
export const medianAbsoluteError = defineMetric({
  name: 'median_absolute_error',
  task: 'regression',
  summary: "Median absolute error, in the target's units.",
  better: 'lower',
  prepare: ({targets, predictions}) => {
    const errors = targets.map((target, row) => Math.abs(at(predictions, row) - target));
    const order = Uint32Array.from(errors, (_, row) => row).sort((a, b) => at(errors, a) - at(errors, b));
    return ({weights, total}) => {
      if (total === 0) return NO_ROWS;
      let seen = 0;
      let reached: number | undefined;
      for (const row of order) {
        const weight = weights[row] ?? 0;
        if (weight === 0) continue;
        if (reached !== undefined) return {value: (reached + at(errors, row)) / 2};
        seen += weight;
        if (seen < total / 2) continue;
        // Sums of weights are rounded: exactly half is half within a rounding.
        if (seen - total / 2 > Number.EPSILON * total) return {value: at(errors, row)};
        reached = at(errors, row);
      }
      return {value: reached ?? at(errors, at(order, order.length - 1))};
    };
  },
});
