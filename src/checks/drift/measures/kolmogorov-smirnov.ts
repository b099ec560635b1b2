import {walkSteps} from '../comparison.js';
import type {Measure} from '../define.js';
import {kolmogorovTail} from '../tails.js';

/** sup |F − G|; its p value from the limiting distribution at √(nm/(n+m))·D, too large for few rows (so it warns late). */
export const kolmogorovSmirnov: Measure = {
  name: 'ks',
  summary: 'Kolmogorov-Smirnov: the greatest difference of the cumulative shares of numbers, 0 to 1.',
  of: 'values',
  threshold: 0.1,
  measure: ({numbers}) => {
    if (!numbers) return undefined;
    let value = 0;
    walkSteps(numbers, ({reference, current}) => {
      value = Math.max(value, Math.abs(reference - current));
    });
    const [n, m] = [numbers.reference.total, numbers.current.total];
    return {value, pValue: kolmogorovTail(Math.sqrt((n * m) / (n + m)) * value)};
  },
};
