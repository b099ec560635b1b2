import {sharesOf} from '../comparison.js';
import type {Measure} from '../define.js';
import {testTwoRows} from './two-rows.js';

export const missingShare: Measure = {
  name: 'missing',
  summary: 'By how much the share of missing values differs, with the p value of a chi-square test.',
  of: 'missing',
  threshold: 0.05,
  measure: ({missing}) => {
    const [was, is] = [sharesOf(missing.reference)[0] ?? 0, sharesOf(missing.current)[0] ?? 0];
    return {value: Math.abs(is - was), pValue: testTwoRows(missing).pValue};
  },
};
