import {defineCheck} from '../define.js';
import {lengthOf, readLength} from './bounds.js';

/** In characters (code points). */
export const minLength = defineCheck({
  name: 'min_length',
  kinds: ['text', 'category'],
  judges: 'values',
  describe: (given) => `at least ${String(given)} characters`,
  compile: (given, context) => {
    const bound = readLength(given, context);
    return {value: (value) => (value as string).length >= bound && lengthOf(value as string) >= bound};
  },
});
