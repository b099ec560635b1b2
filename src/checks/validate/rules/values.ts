import {defineCheck} from '../define.js';

const isNumeric = (kind: string): boolean => kind === 'numeric' || kind === 'boolean';

/** The values there may be. Numbers in a column of categories are their shortest text. */
export const values = defineCheck({
  name: 'values',
  kinds: ['numeric', 'boolean', 'category', 'text'],
  judges: 'values',
  describe: (given) => {
    const all = Array.isArray(given) ? given.map(String) : [];
    return `one of ${all.slice(0, 6).join(', ')}${all.length > 6 ? `, … (${String(all.length)})` : ''}`;
  },
  compile: (given, {kind, fail}) => {
    if (!Array.isArray(given) || given.length === 0) return fail('a list of values');
    const allowed = new Set<unknown>();
    for (const each of given as unknown[]) {
      const value = isNumeric(kind) ? Number(each) : each;
      if (isNumeric(kind) ? !Number.isFinite(value) : !['string', 'number', 'boolean'].includes(typeof value))
        return fail(isNumeric(kind) ? 'a list of numbers' : 'a list of texts');
      allowed.add(isNumeric(kind) ? value : String(value));
    }
    return {value: (value) => allowed.has(value)};
  },
});
