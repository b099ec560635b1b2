import {defineRowAugmentation} from './define.js';
import {between, imageProblem, imageShape, probability} from './image.js';

const TRIES = 10;

/** A rectangle made black. @see Zhong et al., Random Erasing (2020); DeVries, Taylor, Cutout (2017) */
export const erase = defineRowAugmentation({
  name: 'erase',
  summary: 'images: a rectangle of least to most of the area made black',
  options: {
    least: {default: 0.02, min: 0, above: true, max: 1},
    most: {default: 0.33, min: 0, above: true, max: 1},
    ratio: {default: 3.3, min: 1},
    probability: probability(0.5),
  },
  problem: imageProblem,
  create: ({least = 0.02, most = 0.33, ratio = 3.3, probability: share = 0.5}, shape) => {
    const {channels, height, width} = imageShape(shape);
    return (cell, random) => {
      if (random.uniform() >= share) return cell;
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const area = between(least, most, random) * height * width;
        const form = Math.exp(between(-Math.log(ratio), Math.log(ratio), random));
        const [wide, high] = [Math.round(Math.sqrt(area * form)), Math.round(Math.sqrt(area / form))];
        if (wide < 1 || high < 1 || wide > width || high > height) continue;
        const [left, top] = [random.integer(width - wide + 1), random.integer(height - high + 1)];
        for (let channel = 0; channel < channels; channel += 1)
          for (let y = top; y < top + high; y += 1) {
            const line = (channel * height + y) * width + left;
            cell.fill(0, line, line + wide);
          }
        return cell;
      }
      return cell;
    };
  },
});
