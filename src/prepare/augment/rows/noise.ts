import {cellSize} from '../../../data/index.js';
import {defineRowAugmentation} from './define.js';
import {clamp, pixelProblem} from './image.js';

/** Normal noise on every value, kept within 0 to 255. */
export const noise = defineRowAugmentation({
  name: 'noise',
  summary: 'images of bytes: normal noise of a deviation of so many of the 255 levels',
  options: {sigma: {default: 8, min: 0, max: 255}},
  problem: pixelProblem,
  create: ({sigma = 0}, shape) => {
    const drawn = new Uint32Array(cellSize(shape) + 1);
    return (cell, random) => {
      random.fillUint32(drawn);
      // Both numbers of Box and Muller: half of the time.
      for (let at = 0; at < cell.length; at += 2) {
        const radius = sigma * Math.sqrt(-2 * Math.log(((drawn[at] ?? 0) + 1) / 0x100000000));
        const angle = ((drawn[at + 1] ?? 0) * 2 * Math.PI) / 0x100000000;
        cell[at] = clamp((cell[at] ?? 0) + radius * Math.cos(angle));
        if (at + 1 < cell.length) cell[at + 1] = clamp((cell[at + 1] ?? 0) + radius * Math.sin(angle));
      }
      return cell;
    };
  },
});
