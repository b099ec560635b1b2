// The share of decisions that are wrong.
import {defineMetric} from '../define.js';
import {countLabels} from '../label-rows.js';
import {measureRowMean} from '../row-mean.js';

/** The mean over rows of the share of labels that are wrong. */
export const hammingLoss = defineMetric({
  name: 'hamming_loss',
  task: 'multilabel',
  summary: 'Share of wrong decisions among all labels of all rows.',
  better: 'lower',
  isHeadline: true,
  prepare: (rows) => {
    const {truths, given, both} = countLabels(rows);
    const count = rows.classes.length;
    return measureRowMean(
      Float64Array.from(both, (hits, row) => ((truths[row] ?? 0) + (given[row] ?? 0) - 2 * hits) / count),
    );
  },
});
