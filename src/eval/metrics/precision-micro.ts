// Precision over the classes, micro.
import {defineMetric} from '../define.js';
import {PRECISION, measureAverage} from '../per-class.js';

/** Precision, summed over the classes before dividing; with one class a row it equals accuracy. */
export const precisionMicro = defineMetric({
  name: 'precision_micro',
  task: 'classification',
  summary: 'Precision, summed over the classes before dividing.',
  better: 'higher',
  averages: {metric: 'precision', by: 'micro'},
  prepare: () => measureAverage(PRECISION, 'micro'),
});
