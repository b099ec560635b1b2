import type {Random} from '../../../core/index.js';
import {defineRowAugmentation} from './define.js';
import {between, probability} from './image.js';
import {soundProblem} from './sound.js';

export const snr = defineRowAugmentation({
  name: 'snr',
  summary: 'sound: white noise, least to most decibels below the clip',
  options: {
    least: {default: 10, min: -20, max: 100},
    most: {default: 30, min: -20, max: 100},
    probability: probability(0.5),
  },
  problem: soundProblem,
  create:
    ({least = 10, most = 30, probability: share = 0.5}) =>
    (cell, random) =>
      random.uniform() < share ? withNoise(cell, between(least, most, random), random) : cell,
});

/**
 * With white Gaussian noise, so loud that the mean square of the clip over that of the noise is 10^(decibels / 10) on
 * average. Silence stays silent.
 */
export function withNoise(samples: Float32Array, decibels: number, random: Random): Float32Array {
  let squares = 0;
  for (const value of samples) squares += value * value;
  const deviation = Math.sqrt(squares / Math.max(1, samples.length) / 10 ** (decibels / 10));
  if (deviation === 0) return samples;
  return samples.map((value) => value + deviation * random.normal());
}
