// Precision over the classes, macro.
import {defineMetric} from '../define.js';
import {PRECISION, measureAverage} from '../per-class.js';

/** Precision, each class counting alike. */
export const precisionMacro = defineMetric({
  name: 'precision_macro',
  task: 'classification',
  summary: 'Precision, each class counting alike.',
  better: 'higher',
  averages: {metric: 'precision', by: 'macro'},
  prepare: () => measureAverage(PRECISION, 'macro'),
});
