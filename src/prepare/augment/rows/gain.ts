import {defineRowAugmentation} from './define.js';
import {between} from './image.js';
import {soundProblem} from './sound.js';

export const gain = defineRowAugmentation({
  name: 'gain',
  summary: 'sound: up to so many decibels louder or softer',
  options: {decibels: {default: 6, min: 0, max: 60}},
  problem: soundProblem,
  create:
    ({decibels = 0}) =>
    (cell, random) =>
      withGain(cell, between(-decibels, decibels, random)),
});

/** Times 10^(decibels / 20). */
export function withGain(samples: Float32Array, decibels: number): Float32Array {
  const factor = 10 ** (decibels / 20);
  return samples.map((value) => value * factor);
}
