// F1 over the classes, micro.
import {defineMetric} from '../define.js';
import {F1, measureAverage} from '../per-class.js';

/** F1, summed over the classes before dividing; with one class a row it equals accuracy. */
export const f1Micro = defineMetric({
  name: 'f1_micro',
  task: 'classification',
  summary: 'F1, summed over the classes before dividing.',
  better: 'higher',
  averages: {metric: 'f1', by: 'micro'},
  prepare: () => measureAverage(F1, 'micro'),
});
