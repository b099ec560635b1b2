// Balanced accuracy: every class counts alike, however rare.
import {defineMetric} from '../define.js';
import {meanRecall} from '../per-class.js';

/** Mean of the recall of the classes that have rows. */
export const balancedAccuracy = defineMetric({
  name: 'balanced_accuracy',
  task: 'classification',
  summary: 'Mean recall over the classes, each counting alike.',
  better: 'higher',
  isHeadline: true,
  prepare:
    () =>
    ({confusion}) =>
      meanRecall(confusion),
});
