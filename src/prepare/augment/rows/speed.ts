import {defineRowAugmentation} from './define.js';
import {between} from './image.js';
import {soundProblem} from './sound.js';

export const speed = defineRowAugmentation({
  name: 'speed',
  summary: 'sound: played faster or slower by up to so much, its pitch with it',
  options: {change: {default: 0.1, min: 0, max: 0.5}},
  problem: soundProblem,
  create:
    ({change = 0}) =>
    (cell, random) =>
      withSpeed(cell, between(1 - change, 1 + change, random)),
});

/** Zero crossings of the kernel on either side, and how finely it is tabulated. */
const CROSSINGS = 12;
const STEPS = 512;

/** sin(πd) / πd under a Hann window, at d = 0, 1/512, … */
const KERNEL = Float64Array.from({length: CROSSINGS * STEPS + 1}, (_, at) => {
  const distance = at / STEPS;
  const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / CROSSINGS);
  return at === 0 ? 1 : (window * Math.sin(Math.PI * distance)) / (Math.PI * distance);
});

/**
 * Played faster, its pitch with it, as a record is, and as long as it was: silence behind, or the end cut off.
 * y(n) = x(factor · n), by band-limited interpolation.
 *
 * @see Smith, Gossett, "A flexible sampling-rate conversion method" (1984)
 */
export function withSpeed(samples: Float32Array, factor: number): Float32Array {
  // Faster than the clip: what would lie above half the rate is taken away.
  const band = Math.min(1, 1 / factor);
  const reach = CROSSINGS / band;
  const played = new Float32Array(samples.length);
  for (let at = 0; at < played.length; at += 1) {
    const place = at * factor;
    if (place > samples.length - 1 + reach) break;
    const last = Math.min(samples.length - 1, Math.floor(place + reach));
    let sum = 0;
    for (let from = Math.max(0, Math.ceil(place - reach)); from <= last; from += 1) {
      const step = Math.abs(place - from) * band * STEPS;
      const below = Math.floor(step);
      const low = KERNEL[below] ?? 0;
      sum += (samples[from] ?? 0) * (low + ((KERNEL[below + 1] ?? 0) - low) * (step - below));
    }
    played[at] = sum * band;
  }
  return played;
}
