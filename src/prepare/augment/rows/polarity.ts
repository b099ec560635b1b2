import {defineRowAugmentation} from './define.js';
import {probability} from './image.js';
import {soundProblem} from './sound.js';

/** Upside down: it sounds the same. */
export const polarity = defineRowAugmentation({
  name: 'polarity',
  summary: 'sound: turned upside down',
  options: {probability: probability(0.5)},
  problem: soundProblem,
  create:
    ({probability: share = 0.5}) =>
    (cell, random) =>
      random.uniform() < share ? cell.map((value) => -value) : cell,
});
