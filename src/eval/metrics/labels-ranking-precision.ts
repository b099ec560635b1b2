// Do the labels of a row rank before the others?
import {defineMetric} from '../define.js';
import {at} from '../class-rows.js';
import {measureRowMean} from '../row-mean.js';

/** The mean over rows of the mean over their labels of (true labels with at least that probability) / (labels with at least
 * that probability); 1 for rows with no label or all. @see Tsoumakas, Katakis, Vlahavas, Mining Multi-label Data (2010) */
export const labelsRankingPrecision = defineMetric({
  name: 'labels_ranking_precision',
  task: 'multilabel',
  summary: 'Label ranking average precision: of the labels ranked up to each true one, the share that is true.',
  better: 'higher',
  prepare: ({classes, truths, probabilities}) => {
    const width = classes.length;
    const rank = (row: number, own: number): number => {
      let before = 0;
      let right = 0;
      for (let place = row * width; place < (row + 1) * width; place += 1) {
        if (at(probabilities, place) < own) continue;
        before += 1;
        right += at(truths, place);
      }
      return right / before;
    };
    return measureRowMean(
      Float64Array.from({length: truths.length / width}, (_, row) => {
        let sum = 0;
        let count = 0;
        for (let place = row * width; place < (row + 1) * width; place += 1) {
          if (truths[place] !== 1) continue;
          count += 1;
          sum += rank(row, at(probabilities, place));
        }
        return count === 0 || count === width ? 1 : sum / count;
      }),
    );
  },
});
