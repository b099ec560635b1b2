import {defineCheck} from '../define.js';
import {readLength} from './bounds.js';

/** In UTF-16 units. */
export const minLength = defineCheck({
  name: 'min_length',
  kinds: ['text', 'category'],
  judges: 'values',
  describe: (given) => `at least ${String(given)} characters`,
  compile: (given, context) => {
    const bound = readLength(given, context);
    return (value) => (value as string).length >= bound;
  },
});
