import {defineCheck} from '../define.js';
import {readLength} from './bounds.js';

/** In UTF-16 units. */
export const maxLength = defineCheck({
  name: 'max_length',
  kinds: ['text', 'category'],
  judges: 'values',
  describe: (given) => `at most ${String(given)} characters`,
  compile: (given, context) => {
    const bound = readLength(given, context);
    return (value) => (value as string).length <= bound;
  },
});
