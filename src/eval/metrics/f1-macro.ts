// F1 over the classes, macro.
import {defineMetric} from '../define.js';
import {F1, measureAverage} from '../per-class.js';

/** F1, each class counting alike. */
export const f1Macro = defineMetric({
  name: 'f1_macro',
  task: 'classification',
  summary: 'F1, each class counting alike.',
  better: 'higher',
  averages: {metric: 'f1', by: 'macro'},
  prepare: () => measureAverage(F1, 'macro'),
});
