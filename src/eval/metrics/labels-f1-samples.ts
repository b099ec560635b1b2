// F1 of labels, by row.
import {defineMetric} from '../define.js';
import {countLabels} from '../label-rows.js';
import {measureRowMean} from '../row-mean.js';

/** The mean of F1 over the rows, as scikit-learn with `average="samples"` and `zero_division=0`. */
export const labelsF1Samples = defineMetric({
  name: 'labels_f1_samples',
  task: 'multilabel',
  summary: 'F1 of each row over its labels, averaged; 0 for one that has none and was given none.',
  better: 'higher',
  prepare: (rows) => {
    const {truths, given, both} = countLabels(rows);
    return measureRowMean(
      Float64Array.from(both, (count, row) =>
        count === 0 ? 0 : (2 * count) / ((truths[row] ?? 0) + (given[row] ?? 0)),
      ),
    );
  },
});
