// What true and given labels have in common.
import {defineMetric} from '../define.js';
import {countLabels} from '../label-rows.js';
import {measureRowMean} from '../row-mean.js';

/** The mean over rows of |true ∩ given| / |true ∪ given|, as scikit-learn with `average="samples"` and `zero_division=0`. */
export const jaccardSamples = defineMetric({
  name: 'jaccard_samples',
  task: 'multilabel',
  summary: 'Labels in common of all that a row has or was given, averaged over rows; 0 for one without any.',
  better: 'higher',
  prepare: (rows) => {
    const {truths, given, both} = countLabels(rows);
    return measureRowMean(
      Float64Array.from(both, (count, row) =>
        count === 0 ? 0 : count / ((truths[row] ?? 0) + (given[row] ?? 0) - count),
      ),
    );
  },
});
