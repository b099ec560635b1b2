import type {Random} from '../../../core/index.js';
import {defineRowAugmentation} from './define.js';

export const specAugment = defineRowAugmentation({
  name: 'spec-augment',
  summary:
    'sound as bands of pitch over time (after log-mel): count times, up to so much of the time and of the pitch is hidden',
  isForPrepared: true,
  options: {
    count: {default: 2, min: 1, max: 16, whole: true},
    time: {default: 0.1, min: 0, max: 1},
    pitch: {default: 0.2, min: 0, max: 1},
  },
  problem: ({kind, shape, parse}) =>
    kind === 'tensor' && shape?.length === 2 && parse.sampleRate !== undefined
      ? undefined
      : 'expects sound as bands of pitch over time, as log-mel gives it',
  create: ({count = 2, time = 0.1, pitch = 0.2}, [frames = 1, mels = 1]) => {
    const options = {count, frames: Math.floor(time * frames), mels: Math.floor(pitch * mels)};
    return (cell, random) => masked(cell, [frames, mels], {options, random});
  },
});

export interface MaskOptions {
  /** Of either kind. */
  readonly count: number;
  /** Most frames, and most bands of pitch, that one mask covers. */
  readonly frames: number;
  readonly mels: number;
}

/**
 * SpecAugment without its warping of time: each mask is 0 to so many frames or bands wide and lies anywhere; what is under
 * it becomes the mean of the whole.
 *
 * @param cell - `[frames, mels]`, row-major
 * @see Park et al., "SpecAugment" (Interspeech 2019)
 */
export function masked(
  cell: Float32Array,
  [frames, mels]: readonly [number, number],
  {options, random}: {readonly options: MaskOptions; readonly random: Random},
): Float32Array {
  const result = cell.slice();
  const mean = cell.reduce((sum, value) => sum + value, 0) / Math.max(1, cell.length);
  for (let mask = 0; mask < options.count; mask += 1) {
    const [firstFrame, afterFrame] = band(frames, options.frames, random);
    result.fill(mean, firstFrame * mels, afterFrame * mels);
    const [firstMel, afterMel] = band(mels, options.mels, random);
    for (let frame = 0; frame < frames; frame += 1) result.fill(mean, frame * mels + firstMel, frame * mels + afterMel);
  }
  return result;
}

/** @returns where a band begins, and where it is over */
function band(size: number, widest: number, random: Random): [number, number] {
  const width = Math.min(size, random.integer(widest + 1));
  const start = random.integer(size - width + 1);
  return [start, start + width];
}
