import {walkSteps} from '../comparison.js';
import type {Measure} from '../define.js';

/** ∫ |F − G| over the reference's deviation; nothing where the reference is constant. */
export const wasserstein: Measure = {
  name: 'wasserstein',
  summary: "Wasserstein: how far numbers moved on average, in the reference's standard deviations.",
  of: 'values',
  threshold: 0.1,
  measure: ({numbers}) => {
    if (!numbers || !(numbers.reference.deviation > 0)) return undefined;
    let area = 0;
    walkSteps(numbers, ({width, reference, current}) => {
      area += width * Math.abs(reference - current);
    });
    return {value: area / numbers.reference.deviation};
  },
};
