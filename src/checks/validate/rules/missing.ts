import {KINDS} from '../../../data/index.js';
import {defineCheck} from '../define.js';

/** The share of rows without a value that is tolerated, 0 to 1. */
export const missing = defineCheck({
  name: 'missing',
  kinds: KINDS,
  judges: 'missing',
  isShare: true,
  describe: (given) => (given === 0 ? 'a value in every row' : `missing in at most ${String(given)} of the rows`),
  compile: (given, {fail}) => {
    if (typeof given !== 'number' || !(given >= 0 && given <= 1)) return fail('a share of rows, 0 to 1');
    return {};
  },
});
