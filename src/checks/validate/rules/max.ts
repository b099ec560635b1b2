import {defineCheck} from '../define.js';
import {readBound} from './bounds.js';

export const max = defineCheck({
  name: 'max',
  kinds: ['numeric', 'datetime'],
  judges: 'values',
  describe: (given) => `at most ${String(given)}`,
  compile: (given, context) => {
    const bound = readBound(given, context);
    return {value: (value) => (value as number) <= bound};
  },
});
