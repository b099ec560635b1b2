import {defineCheck} from '../define.js';
import {describeInterval, outside, readInterval} from './intervals.js';

/** Of the values that are there; of a boolean column the share of true ones. */
export const mean = defineCheck({
  name: 'mean',
  kinds: ['numeric', 'boolean'],
  judges: 'values',
  isWhole: true,
  describe: (given) => `a mean ${describeInterval(given)}`,
  compile: (given, context) => {
    const interval = readInterval(given, context);
    return {whole: ({statistics}) => outside(statistics.mean, interval, 'mean')};
  },
});
