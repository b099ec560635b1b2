// Precision over the classes, weighted.
import {defineMetric} from '../define.js';
import {PRECISION, measureAverage} from '../per-class.js';

/** Precision, each class counting by its rows. */
export const precisionWeighted = defineMetric({
  name: 'precision_weighted',
  task: 'classification',
  summary: 'Precision, each class counting by its rows.',
  better: 'higher',
  averages: {metric: 'precision', by: 'weighted'},
  prepare: () => measureAverage(PRECISION, 'weighted'),
});
