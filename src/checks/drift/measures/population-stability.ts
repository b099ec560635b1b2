import {sharesOf} from '../comparison.js';
import type {Measure} from '../define.js';

/** An empty cell counts as this share: its logarithm would be infinite. */
const LEAST_SHARE = 1e-4;

/** Σ (q − p)·ln(q/p) over the reference's deciles or the categories. */
export const populationStability: Measure = {
  name: 'psi',
  summary: "Population stability index over the reference's deciles or the categories; 0.1 is some, 0.2 much.",
  of: 'values',
  threshold: 0.2,
  measure: ({cells}) => {
    if (!cells) return undefined;
    const floor = (share: number): number => Math.max(share, LEAST_SHARE);
    const [p, q] = [sharesOf(cells.reference).map(floor), sharesOf(cells.current).map(floor)];
    return {value: p.reduce((total, was, i) => total + ((q[i] ?? was) - was) * Math.log((q[i] ?? was) / was), 0)};
  },
};
