import {defineCheck} from '../define.js';
import {describeIntervals, outside, readIntervals} from './intervals.js';

/** `{red: [0.4, 0.6]}`: the share of each value among those that are there. */
export const shares = defineCheck({
  name: 'shares',
  kinds: ['category', 'text'],
  judges: 'values',
  isWhole: true,
  isMapping: true,
  countsValues: true,
  describe: (given) => `shares: ${describeIntervals(given)}`,
  compile: (given, context) => {
    const intervals = readIntervals(given, context, (name) => name);
    return {
      whole: ({statistics: {frequencies, present}}) => {
        const found = intervals.flatMap(({name, ...interval}) => {
          const share = (frequencies.get(name) ?? 0) / present;
          return outside(share, interval, `share of ${name}`) ?? [];
        });
        return found.length === 0 ? undefined : found.join(', ');
      },
    };
  },
});
