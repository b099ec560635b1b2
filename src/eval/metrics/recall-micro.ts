// Recall over the classes, micro.
import {defineMetric} from '../define.js';
import {RECALL, measureAverage} from '../per-class.js';

/** Recall, summed over the classes before dividing; with one class a row it equals accuracy. */
export const recallMicro = defineMetric({
  name: 'recall_micro',
  task: 'classification',
  summary: 'Recall, summed over the classes before dividing.',
  better: 'higher',
  averages: {metric: 'recall', by: 'micro'},
  prepare: () => measureAverage(RECALL, 'micro'),
});
