import {defineCheck} from '../define.js';
import {KINDS} from '../../../data/index.js';
import {describeInterval, outside, readInterval} from './intervals.js';

/** The share of missing cells lies between two bounds; `missing` has the upper one alone, and names the rows. */
export const missingShare = defineCheck({
  name: 'missing_share',
  kinds: KINDS,
  judges: 'values',
  isWhole: true,
  describe: (given) => `a share of missing cells ${describeInterval(given)}`,
  compile: (given, context) => {
    const interval = readInterval(given, context);
    return {whole: ({statistics: {missing, count}}) => outside(missing / count, interval, 'share of missing cells')};
  },
});
