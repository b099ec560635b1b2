import {defineCheck} from '../define.js';
import {readBound} from './bounds.js';

export const min = defineCheck({
  name: 'min',
  kinds: ['numeric', 'datetime'],
  judges: 'values',
  describe: (given) => `at least ${String(given)}`,
  compile: (given, context) => {
    const bound = readBound(given, context);
    return {value: (value) => (value as number) >= bound};
  },
});
