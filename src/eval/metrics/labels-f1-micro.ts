// F1 of labels, micro.
import {defineMetric} from '../define.js';
import {measureLabels} from '../per-label.js';

/** 2·TP / (2·TP + FP + FN) summed over labels; 0 where no row has a label and none was given. */
export const labelsF1Micro = defineMetric({
  name: 'labels_f1_micro',
  task: 'multilabel',
  summary: 'F1 over all labels of all rows, each decision counting alike.',
  better: 'higher',
  isHeadline: true,
  prepare: () => measureLabels('micro'),
});
