import {cellSize} from '../../../data/index.js';
import {defineRowAugmentation} from './define.js';
import {between, imageProblem, imageShape, probability, turn, warped} from './image.js';

/** Turned about the middle, by bilinear interpolation; black where nothing was. */
export const rotate = defineRowAugmentation({
  name: 'rotate',
  summary: 'images: turned by up to so many degrees either way, black corners',
  options: {degrees: {default: 15, min: 0, max: 180}, probability: probability(1)},
  problem: imageProblem,
  create: ({degrees = 0, probability: share = 1}, shape) => {
    const picture = imageShape(shape);
    const result = new Float32Array(cellSize(shape));
    return (cell, random) => {
      if (random.uniform() >= share) return cell;
      return warped(cell, picture, turn(between(-degrees, degrees, random)), result);
    };
  },
});
