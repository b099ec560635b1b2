import {parseDuration} from '../../../core/index.js';
import {formatDate} from '../../../data/index.js';
import {defineCheck, type CheckContext} from '../define.js';

/** Freshness: the newest of the dates is no older. */
export const maxAge = defineCheck({
  name: 'max_age',
  kinds: ['datetime'],
  judges: 'values',
  isWhole: true,
  describe: (given) => `the newest at most ${String(given)} old`,
  compile: (given, context) => {
    const age = readAge(given, context);
    return {
      whole: ({statistics: {present, max}, now}) => {
        if (present === 0) return 'no dates';
        return now - max <= age ? undefined : `the newest is ${formatDate(max)}`;
      },
    };
  },
});

/** @returns seconds */
export function readAge(given: unknown, {fail}: Pick<CheckContext, 'fail'>): number {
  const seconds = typeof given === 'string' && /[a-z]$/.test(given) ? parseDuration(given) : undefined;
  return seconds ?? fail('an age such as 12h, 7d or 1d12h');
}
