// Top-3 accuracy.
import {defineMetric} from '../define.js';
import {measureTopK} from '../top-k.js';

/** Share of rows whose true class is among the 3 most probable ones; of tied classes the last comes first. */
export const top3Accuracy = defineMetric({
  name: 'top_3_accuracy',
  task: 'classification',
  summary: 'Share of rows whose class is among the 3 most probable.',
  better: 'higher',
  applies: (classCount) => classCount > 3,
  prepare: (rows) => measureTopK(rows, 3),
});
