import {defineCheck} from '../define.js';
import {lengthOf, readLength} from './bounds.js';

/** In characters (code points). */
export const maxLength = defineCheck({
  name: 'max_length',
  kinds: ['text', 'category'],
  judges: 'values',
  describe: (given) => `at most ${String(given)} characters`,
  compile: (given, context) => {
    const bound = readLength(given, context);
    return {value: (value) => (value as string).length <= bound || lengthOf(value as string) <= bound};
  },
});
