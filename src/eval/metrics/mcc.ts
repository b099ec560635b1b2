// Matthews correlation, for two classes or more.
import {defineMetric} from '../define.js';
import {NO_ROWS} from '../row-mean.js';

/**
 * Correlation of true and predicted class, −1 to 1; 0 where either is the same in every row.
 *
 * @see Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient" (2004)
 */
export const mcc = defineMetric({
  name: 'mcc',
  task: 'classification',
  summary: 'Matthews correlation of true and predicted class, -1 to 1.',
  better: 'higher',
  prepare:
    () =>
    ({confusion, total}) => {
      if (total === 0) return NO_ROWS;
      let correct = 0;
      let both = 0;
      let predicted = 0;
      let truth = 0;
      for (let index = 0; index < confusion.classCount; index += 1) {
        const [support, given] = [confusion.support(index), confusion.predicted(index)];
        correct += confusion.cell(index, index);
        both += support * given;
        predicted += given ** 2;
        truth += support ** 2;
      }
      const product = (total ** 2 - predicted) * (total ** 2 - truth);
      // With weights that are no integers, a difference of 0 comes out as a rounding.
      if (Math.min(total ** 2 - predicted, total ** 2 - truth) <= 1e-14 * total ** 2)
        return {value: 0, note: 'only one class is there or was predicted; taken as 0'};
      return {value: (correct * total - both) / Math.sqrt(product)};
    },
});
