// Accuracy, a plain share.
import {defineMetric} from '../define.js';
import {totalCount} from '../row-mean.js';

/** Share of rows whose most probable class is the true one; ties go to the first class. */
export const accuracy = defineMetric({
  name: 'accuracy',
  task: 'classification',
  summary: 'Share of rows with the right class.',
  better: 'higher',
  prepare:
    ({labels, predicted}) =>
    (counts) => {
      let successes = 0;
      for (let row = 0; row < labels.length; row += 1)
        if (labels[row] === predicted[row]) successes += counts[row] ?? 0;
      const trials = totalCount(counts);
      if (trials === 0) return {value: null, note: 'there are no rows'};
      return {value: successes / trials, proportion: {successes, trials}};
    },
});
