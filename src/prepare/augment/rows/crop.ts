import {cellSize} from '../../../data/index.js';
import {defineRowAugmentation} from './define.js';
import {imageProblem, imageShape, moved} from './image.js';

/** A window of the picture's own size, anywhere in the picture with black borders. @see He et al. (2016), §4.2 */
export const crop = defineRowAugmentation({
  name: 'crop',
  summary: 'images: a window of the same size out of the picture with black borders of so many pixels',
  options: {padding: {default: 4, min: 0, whole: true}},
  problem: imageProblem,
  create: (options, shape) => {
    const picture = imageShape(shape);
    const padding = options['padding'] ?? 0;
    const result = new Float32Array(cellSize(shape));
    return (cell, random) => {
      const down = random.integer(2 * padding + 1) - padding;
      const right = random.integer(2 * padding + 1) - padding;
      return moved(cell, picture, {down, right}, result);
    };
  },
});
