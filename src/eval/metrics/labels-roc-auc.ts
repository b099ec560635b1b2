// ROC AUC of labels.
import {defineMetric} from '../define.js';
import {measureEachLabel} from '../label-rows.js';
import {rocAuc} from './roc-auc.js';

/** Undefined where a label is in no row or in all. */
export const labelsRocAuc = defineMetric({
  name: 'labels_roc_auc',
  task: 'multilabel',
  summary: 'Area under the ROC curve of each label, averaged.',
  better: 'higher',
  isHeadline: true,
  prepare: (rows) => measureEachLabel(rows, rocAuc.prepare),
});
