// F1 over the classes, weighted.
import {defineMetric} from '../define.js';
import {F1, measureAverage} from '../per-class.js';

/** F1, each class counting by its rows. */
export const f1Weighted = defineMetric({
  name: 'f1_weighted',
  task: 'classification',
  summary: 'F1, each class counting by its rows.',
  better: 'higher',
  averages: {metric: 'f1', by: 'weighted'},
  prepare: () => measureAverage(F1, 'weighted'),
});
