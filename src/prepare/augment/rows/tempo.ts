import {defineRowAugmentation} from './define.js';
import {between} from './image.js';
import {soundProblem} from './sound.js';

export const tempo = defineRowAugmentation({
  name: 'tempo',
  summary: 'sound: played faster or slower by up to so much, at the same pitch',
  options: {change: {default: 0.1, min: 0, max: 0.5}},
  problem: soundProblem,
  create:
    ({change = 0}, _shape, {sampleRate = 16_000} = {}) =>
    (cell, random) =>
      withTempo(cell, between(1 - change, 1 + change, random), sampleRate),
});

/** Seconds of a piece, and how far from its place it may be taken. */
const PIECE_SECONDS = 0.032;
const SEARCH_SECONDS = 0.008;

/**
 * Played faster at the same pitch, and as long as it was, silence behind or the end cut off: overlapping pieces, each taken
 * near where the new time asks for it and there where it best continues the one before.
 *
 * @see Verhelst, Roelands, "An overlap-add technique based on waveform similarity (WSOLA)" (ICASSP 1993)
 */
export function withTempo(samples: Float32Array, factor: number, sampleRate: number): Float32Array {
  const hop = Math.max(1, Math.round((PIECE_SECONDS * sampleRate) / 2));
  const search = Math.round(SEARCH_SECONDS * sampleRate);
  const played = new Float32Array(samples.length);
  let before = -1;
  for (let start = 0; start < played.length; start += hop) {
    const wanted = Math.round(start * factor);
    if (wanted >= samples.length) break;
    const from = before < 0 ? 0 : bestMatch(samples, {near: wanted, search, template: before + hop, length: 2 * hop});
    for (let at = 0; at < 2 * hop && start + at < played.length; at += 1) {
      // The two halves of a Hann window, which add up to one with those of the pieces around it.
      const fade = before < 0 && at < hop ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * at) / hop);
      played[start + at] = (played[start + at] ?? 0) + fade * (samples[from + at] ?? 0);
    }
    before = from;
  }
  return played;
}

interface Match {
  readonly near: number;
  readonly search: number;
  /** Where the piece begins that would follow on as it stands. */
  readonly template: number;
  readonly length: number;
}

/** The place around `near` whose samples are most like those of the template; every second sample is compared. */
function bestMatch(samples: Float32Array, {near, search, template, length}: Match): number {
  let best = near;
  let highest = -Infinity;
  const last = Math.min(samples.length - 1, near + search);
  for (let from = Math.max(0, near - search); from <= last; from += 1) {
    let product = 0;
    let energy = 1e-12;
    for (let at = 0; at < length; at += 2) {
      const value = samples[from + at] ?? 0;
      product += value * (samples[template + at] ?? 0);
      energy += value * value;
    }
    const likeness = product / Math.sqrt(energy);
    // Of equal ones the nearest: silence stays in its place.
    if (likeness > highest || (likeness === highest && Math.abs(from - near) < Math.abs(best - near))) {
      highest = likeness;
      best = from;
    }
  }
  return best;
}
