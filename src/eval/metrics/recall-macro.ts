// Recall over the classes, macro.
import {defineMetric} from '../define.js';
import {RECALL, measureAverage} from '../per-class.js';

/** Recall, each class counting alike. */
export const recallMacro = defineMetric({
  name: 'recall_macro',
  task: 'classification',
  summary: 'Recall, each class counting alike.',
  better: 'higher',
  averages: {metric: 'recall', by: 'macro'},
  prepare: () => measureAverage(RECALL, 'macro'),
});
