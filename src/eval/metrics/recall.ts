// Recall, by the ratio shared with precision and F1.
import {defineMetric} from '../define.js';
import {measurePerClass} from '../per-class.js';

/** Share of the positive rows that were found. Binary: of the second class; otherwise the mean over classes. */
export const recall = defineMetric({
  name: 'recall',
  task: 'classification',
  summary: 'Share of the rows of a class that were found (binary: second class; otherwise macro).',
  better: 'higher',
  prepare: (rows) =>
    measurePerClass(rows, {
      ratio: (confusion, index) => ({numerator: confusion.cell(index, index), denominator: confusion.support(index)}),
      isProportion: true,
      emptyNote: 'no row is positive',
    }),
});
