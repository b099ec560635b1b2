// The share of rows that are right in every label.
import {defineMetric} from '../define.js';
import {exactRows} from '../label-rows.js';
import {measureShare} from '../row-mean.js';

/** scikit-learn calls it `accuracy_score` of several labels. */
export const subsetAccuracy = defineMetric({
  name: 'subset_accuracy',
  task: 'multilabel',
  summary: 'Share of rows that were given all of their labels and no other.',
  better: 'higher',
  isHeadline: true,
  prepare: (rows) => measureShare(exactRows(rows)),
});
