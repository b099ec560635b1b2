import {defineCheck} from '../define.js';
import {describeInterval, outside, readInterval} from './intervals.js';

/** How many different values there are: exact up to 100,000, then an estimate (standard error 0.8 %). */
export const distinct = defineCheck({
  name: 'distinct',
  kinds: ['numeric', 'category', 'text', 'datetime'],
  judges: 'values',
  isWhole: true,
  countsValues: true,
  describe: (given) => `${describeInterval(given)} different values`,
  compile: (given, context) => {
    const interval = readInterval(given, context);
    return {whole: ({statistics}) => outside(statistics.distinct, interval, 'different values:')};
  },
});
