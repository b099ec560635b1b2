// F1, by the ratio shared with precision and recall.
import {defineMetric} from '../define.js';
import {measurePerClass} from '../per-class.js';

/** Harmonic mean of precision and recall: 2·TP / (2·TP + FP + FN). Binary: second class; otherwise macro. */
export const f1 = defineMetric({
  name: 'f1',
  task: 'classification',
  summary: 'Harmonic mean of precision and recall (binary: second class; otherwise macro).',
  better: 'higher',
  prepare: (rows) =>
    measurePerClass(rows, {
      ratio: (confusion, index) => ({
        numerator: 2 * confusion.cell(index, index),
        denominator: confusion.support(index) + confusion.predicted(index),
      }),
      isProportion: false,
      emptyNote: 'no row is positive and none was predicted so',
    }),
});
