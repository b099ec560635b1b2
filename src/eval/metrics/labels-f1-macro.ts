// F1 of labels, macro.
import {defineMetric} from '../define.js';
import {measureLabels} from '../per-label.js';

/** The mean of F1 over the labels, as scikit-learn with `zero_division=0`. */
export const labelsF1Macro = defineMetric({
  name: 'labels_f1_macro',
  task: 'multilabel',
  summary: 'F1 of each label, averaged; 0 for one that no row has or was given.',
  better: 'higher',
  isHeadline: true,
  prepare: () => measureLabels('macro'),
});
