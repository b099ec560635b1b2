// Accuracy, a plain share.
import {defineMetric} from '../define.js';
import {measureShare} from '../row-mean.js';

/** Share of rows whose predicted class is the true one; ties go to the first class. */
export const accuracy = defineMetric({
  name: 'accuracy',
  task: 'classification',
  summary: 'Share of rows with the right class.',
  better: 'higher',
  isHeadline: true,
  prepare: ({labels, predicted}) =>
    measureShare(Uint8Array.from(labels, (label, row) => (label === predicted[row] ? 1 : 0))),
});
