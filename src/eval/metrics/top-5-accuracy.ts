// Top-5 accuracy.
import {defineMetric} from '../define.js';
import {measureTopK} from '../top-k.js';

/** Share of rows whose true class is among the 5 most probable ones; of tied classes the last comes first. */
export const top5Accuracy = defineMetric({
  name: 'top_5_accuracy',
  task: 'classification',
  summary: 'Share of rows whose class is among the 5 most probable.',
  better: 'higher',
  applies: (classCount) => classCount > 5,
  prepare: (rows) => measureTopK(rows, 5),
});
