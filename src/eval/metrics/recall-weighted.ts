// Recall over the classes, weighted.
import {defineMetric} from '../define.js';
import {RECALL, measureAverage} from '../per-class.js';

/** Recall, each class counting by its rows. */
export const recallWeighted = defineMetric({
  name: 'recall_weighted',
  task: 'classification',
  summary: 'Recall, each class counting by its rows.',
  better: 'higher',
  averages: {metric: 'recall', by: 'weighted'},
  prepare: () => measureAverage(RECALL, 'weighted'),
});
