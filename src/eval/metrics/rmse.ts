// Root mean squared error.
import {at} from '../class-rows.js';
import {defineMetric} from '../define.js';
import {measureRowMean} from '../row-mean.js';

/** Root of the mean squared error, in the target's units. */
export const rmse = defineMetric({
  name: 'rmse',
  task: 'regression',
  summary: "Root of the mean squared error, in the target's units.",
  better: 'lower',
  isHeadline: true,
  prepare: ({targets, predictions}) =>
    measureRowMean(
      targets.map((target, row) => (at(predictions, row) - target) ** 2),
      Math.sqrt,
    ),
});
