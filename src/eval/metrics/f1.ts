// F1, by the ratio shared with precision and recall.
import {defineMetric} from '../define.js';
import {F1, measureRatio} from '../per-class.js';

/** Harmonic mean of precision and recall. Two classes: of the positive one; otherwise the mean over classes. */
export const f1 = defineMetric({
  name: 'f1',
  task: 'classification',
  summary: 'Harmonic mean of precision and recall (binary: positive class; otherwise macro).',
  better: 'higher',
  isHeadline: true,
  perClass: F1,
  prepare: (rows) => measureRatio(rows, F1),
});
