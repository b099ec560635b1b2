import {defineCheck} from '../define.js';

/** Numbers without a fraction. */
export const whole = defineCheck({
  name: 'whole',
  kinds: ['numeric'],
  judges: 'values',
  describe: () => 'a whole number',
  compile: (given, {fail}) => {
    if (typeof given !== 'boolean') return fail('true or false');
    return given ? {value: (value) => Number.isInteger(value)} : {};
  },
});
