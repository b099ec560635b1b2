import {sharesOf} from '../comparison.js';
import type {Measure} from '../define.js';

/** Square root of the Jensen-Shannon divergence in bits, over the cells of the population stability index. */
export const jensenShannon: Measure = {
  name: 'jensen-shannon',
  summary: "Jensen-Shannon distance over the reference's deciles or the categories, 0 to 1.",
  of: 'values',
  threshold: 0.1,
  measure: ({cells}) => {
    if (!cells) return undefined;
    const [p, q] = [sharesOf(cells.reference), sharesOf(cells.current)];
    const term = (share: number, middle: number): number => (share === 0 ? 0 : share * Math.log2(share / middle));
    const bits = p.reduce((total, was, index) => {
      const is = q[index] ?? 0;
      return total + term(was, (was + is) / 2) + term(is, (was + is) / 2);
    }, 0);
    return {value: Math.sqrt(Math.max(0, bits / 2))};
  },
};
