import {defineRowAugmentation} from './define.js';
import {clamp, pixelProblem} from './image.js';

/** Normal noise on every value, kept within 0 to 255. */
export const noise = defineRowAugmentation({
  name: 'noise',
  summary: 'images of bytes: normal noise of a deviation of so many of the 255 levels',
  options: {sigma: {default: 8, min: 0, max: 255}},
  problem: pixelProblem,
  create:
    ({sigma = 0}) =>
    (cell, random) => {
      // Both numbers of Box and Muller: half of the time.
      for (let at = 0; at < cell.length; at += 2) {
        const radius = sigma * Math.sqrt(-2 * Math.log(1 - random.uniform()));
        const angle = 2 * Math.PI * random.uniform();
        cell[at] = clamp((cell[at] ?? 0) + radius * Math.cos(angle));
        if (at + 1 < cell.length) cell[at + 1] = clamp((cell[at + 1] ?? 0) + radius * Math.sin(angle));
      }
      return cell;
    },
});
