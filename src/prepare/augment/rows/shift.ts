import {defineRowAugmentation} from './define.js';
import {soundProblem} from './sound.js';

export const shift = defineRowAugmentation({
  name: 'shift',
  summary: 'sound: earlier or later by up to so much of the clip, silence for what is wanting',
  options: {share: {default: 0.1, min: 0, max: 1}},
  problem: soundProblem,
  create:
    ({share = 0}) =>
    (cell, random) => {
      const most = Math.round(share * cell.length);
      return shifted(cell, random.integer(2 * most + 1) - most);
    },
});

/** Later by so many samples, earlier where negative. */
export function shifted(samples: Float32Array, offset: number): Float32Array {
  const moved = new Float32Array(samples.length);
  if (Math.abs(offset) >= samples.length) return moved;
  if (offset >= 0) moved.set(samples.subarray(0, samples.length - offset), offset);
  else moved.set(samples.subarray(-offset));
  return moved;
}
