// Precision, by the ratio shared with recall and F1.
import {defineMetric} from '../define.js';
import {PRECISION, measureRatio} from '../per-class.js';

/** Share of the rows predicted positive that are. Two classes: of the positive one; otherwise the mean over classes. */
export const precision = defineMetric({
  name: 'precision',
  task: 'classification',
  summary: 'Share of the rows given a class that belong to it (binary: positive class; otherwise macro).',
  better: 'higher',
  perClass: PRECISION,
  prepare: (rows) => measureRatio(rows, PRECISION),
});
