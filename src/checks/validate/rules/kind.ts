import {KINDS, type Kind} from '../../../data/index.js';
import {defineCheck} from '../define.js';

/** Cells must be readable as the kind of the column. */
export const kind = defineCheck({
  name: 'kind',
  kinds: KINDS,
  judges: 'unreadable',
  describe: (given) => `a cell that reads as ${String(given)}`,
  compile: (given, {fail}) => {
    if (!KINDS.includes(given as Kind)) return fail(`one of ${KINDS.join(', ')}`);
    return {};
  },
});
