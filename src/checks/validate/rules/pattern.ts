import {defineCheck} from '../define.js';

export const pattern = defineCheck({
  name: 'pattern',
  kinds: ['text', 'category'],
  judges: 'values',
  describe: (given) => `text that matches ${String(given)}`,
  compile: (given, {fail}) => {
    const expression = typeof given === 'string' ? compilePattern(given) : undefined;
    if (!expression) return fail('a regular expression (as in JavaScript)');
    return {value: (value) => expression.test(value as string)};
  },
});

/** @returns undefined where it is no regular expression */
export function compilePattern(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'u');
  } catch {
    // Said by the caller, with its place.
    return undefined;
  }
}
