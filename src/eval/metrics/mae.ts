// Mean absolute error.
import {at} from '../class-rows.js';
import {defineMetric} from '../define.js';
import {measureRowMean} from '../row-mean.js';

/** Mean absolute error, in the target's units. */
export const mae = defineMetric({
  name: 'mae',
  task: 'regression',
  summary: "Mean absolute error, in the target's units.",
  better: 'lower',
  isHeadline: true,
  prepare: ({targets, predictions}) =>
    measureRowMean(targets.map((target, row) => Math.abs(at(predictions, row) - target))),
});
