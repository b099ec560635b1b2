import {defineCheck} from '../define.js';
import {describeIntervals, outside, readIntervals} from './intervals.js';

/** `{0.5: [1, 2]}`: by linear interpolation; exact up to 131,072 values, then within 0.1 % of the rank. */
export const quantiles = defineCheck({
  name: 'quantiles',
  kinds: ['numeric'],
  judges: 'values',
  isWhole: true,
  isMapping: true,
  describe: (given) => `quantiles: ${describeIntervals(given)}`,
  compile: (given, context) => {
    const intervals = readIntervals(given, context, (name) => {
      const share = Number(name);
      return share >= 0 && share <= 1 ? share : context.fail('quantiles named 0 to 1');
    });
    return {
      whole: ({statistics}) => {
        const found = intervals.flatMap(({name, ...interval}) => {
          const value = statistics.present === 0 ? NaN : statistics.quantile(name);
          return outside(value, interval, `quantile ${String(name)} is`) ?? [];
        });
        return found.length === 0 ? undefined : found.join(', ');
      },
    };
  },
});
