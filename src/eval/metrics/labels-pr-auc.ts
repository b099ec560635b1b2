// Average precision of labels.
import {defineMetric} from '../define.js';
import {measureEachLabel} from '../label-rows.js';
import {prAuc} from './pr-auc.js';

/** Undefined where a label is in no row. */
export const labelsPrAuc = defineMetric({
  name: 'labels_pr_auc',
  task: 'multilabel',
  summary: 'Average precision of each label, averaged.',
  better: 'higher',
  prepare: (rows) => measureEachLabel(rows, prAuc.prepare),
});
