import {defineRowAugmentation} from './define.js';
import {imageProblem, imageShape, probability} from './image.js';

/** Upside down, mirrored. */
export const flipVertical = defineRowAugmentation({
  name: 'flip-vertical',
  summary: 'images: top and bottom changed over',
  options: {probability: probability(0.5)},
  problem: imageProblem,
  create: (options, shape) => {
    const {channels, height, width} = imageShape(shape);
    return (cell, random) => {
      if (random.uniform() >= (options['probability'] ?? 0)) return cell;
      const flipped = new Float32Array(cell.length);
      for (let channel = 0; channel < channels; channel += 1)
        for (let y = 0; y < height; y += 1) {
          const from = (channel * height + y) * width;
          flipped.set(cell.subarray(from, from + width), (channel * height + height - 1 - y) * width);
        }
      return flipped;
    };
  },
});
