import {defineCheck} from '../define.js';

/** No value twice; the second and later ones are the violations. Missing cells are not compared. */
export const unique = defineCheck({
  name: 'unique',
  kinds: ['numeric', 'category', 'text', 'datetime'],
  judges: 'values',
  describe: () => 'no value twice',
  compile: (given, {fail, remember}) => {
    if (typeof given !== 'boolean') return fail('true or false');
    if (!given) return undefined;
    const seen = new Set<unknown>();
    return (value) => {
      if (seen.has(value)) return false;
      remember();
      seen.add(value);
      return true;
    };
  },
});
