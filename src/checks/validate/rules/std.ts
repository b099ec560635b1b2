import {defineCheck} from '../define.js';
import {describeInterval, outside, readInterval} from './intervals.js';

/** Population standard deviation of the values that are there. */
export const std = defineCheck({
  name: 'std',
  kinds: ['numeric'],
  judges: 'values',
  isWhole: true,
  describe: (given) => `a standard deviation ${describeInterval(given)}`,
  compile: (given, context) => {
    const interval = readInterval(given, context);
    return {whole: ({statistics}) => outside(statistics.deviation, interval, 'standard deviation')};
  },
});
