import {sum} from '../comparison.js';
import type {Measure} from '../define.js';
import {testTwoRows} from './two-rows.js';

/** Cramér's V of the table side × category, √(χ²/n), with the p value of Pearson's test. */
export const chiSquare: Measure = {
  name: 'chi-square',
  summary: "Pearson's test of categories; its size is Cramér's V, 0 to 1. Categories too rare to test are pooled.",
  of: 'values',
  threshold: 0.1,
  measure: ({numbers, cells}) => {
    if (numbers || !cells) return undefined;
    const {statistic, pValue} = testTwoRows(cells);
    return {value: Math.sqrt(statistic / (sum(cells.reference) + sum(cells.current))), pValue};
  },
};
