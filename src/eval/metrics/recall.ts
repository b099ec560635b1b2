// Recall, by the ratio shared with precision and F1.
import {defineMetric} from '../define.js';
import {RECALL, measureRatio} from '../per-class.js';

/** Share of the positive rows that were found. Two classes: of the positive one; otherwise the mean over classes. */
export const recall = defineMetric({
  name: 'recall',
  task: 'classification',
  summary: 'Share of the rows of a class that were found (binary: positive class; otherwise macro).',
  better: 'higher',
  perClass: RECALL,
  prepare: (rows) => measureRatio(rows, RECALL),
});
