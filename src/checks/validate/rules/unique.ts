import {DuplicateFinder} from '../../../data/index.js';
import {defineCheck} from '../define.js';

/** No value twice; the second and later ones are the violations. Missing cells are not compared. */
export const unique = defineCheck({
  name: 'unique',
  kinds: ['numeric', 'category', 'text', 'datetime'],
  judges: 'values',
  describe: () => 'no value twice',
  compile: (given, {fail}) => {
    if (typeof given !== 'boolean') return fail('true or false');
    return given ? {rows: (options) => Promise.resolve(new DuplicateFinder(options))} : {};
  },
});
