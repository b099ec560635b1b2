// Precision, by the ratio shared with recall and F1.
import {defineMetric} from '../define.js';
import {measurePerClass} from '../per-class.js';

/** Share of the rows predicted positive that are. Binary: of the second class; otherwise the mean over classes. */
export const precision = defineMetric({
  name: 'precision',
  task: 'classification',
  summary: 'Share of the rows given a class that belong to it (binary: second class; otherwise macro).',
  better: 'higher',
  prepare: (rows) =>
    measurePerClass(rows, {
      ratio: (confusion, index) => ({
        numerator: confusion.cell(index, index),
        denominator: confusion.predicted(index),
      }),
      isProportion: true,
      emptyNote: 'no row was predicted positive',
    }),
});
