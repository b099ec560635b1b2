import {defineRowAugmentation} from './define.js';
import {imageProblem, imageShape, probability} from './image.js';

/** Left and right changed over. */
export const flip = defineRowAugmentation({
  name: 'flip',
  summary: 'images: left and right changed over',
  options: {probability: probability(0.5)},
  problem: imageProblem,
  create: (options, shape) => {
    const {width} = imageShape(shape);
    return (cell, random) => {
      if (random.uniform() >= (options['probability'] ?? 0)) return cell;
      for (let line = 0; line < cell.length; line += width)
        for (let left = line, right = line + width - 1; left < right; left += 1, right -= 1) {
          const held = cell[left] ?? 0;
          cell[left] = cell[right] ?? 0;
          cell[right] = held;
        }
      return cell;
    };
  },
});
