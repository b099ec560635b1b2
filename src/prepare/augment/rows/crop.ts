import {defineRowAugmentation} from './define.js';
import {imageProblem, imageShape} from './image.js';

/** A window of the picture's own size, anywhere in the picture with black borders. @see He et al. (2016), §4.2 */
export const crop = defineRowAugmentation({
  name: 'crop',
  summary: 'images: a window of the same size out of the picture with black borders of so many pixels',
  options: {padding: {default: 4, min: 0, whole: true}},
  problem: imageProblem,
  create: (options, shape) => {
    const {channels, height, width} = imageShape(shape);
    const padding = options['padding'] ?? 0;
    return (cell, random) => {
      const down = random.integer(2 * padding + 1) - padding;
      const right = random.integer(2 * padding + 1) - padding;
      const moved = new Float32Array(cell.length);
      const [first, last] = [Math.max(0, -right), Math.min(width, width - right)];
      if (first >= last) return moved;
      for (let channel = 0; channel < channels; channel += 1)
        for (let y = Math.max(0, -down); y < Math.min(height, height - down); y += 1) {
          const line = (channel * height + y) * width;
          const from = (channel * height + y + down) * width + right;
          for (let x = first; x < last; x += 1) moved[line + x] = cell[from + x] ?? 0;
        }
      return moved;
    };
  },
});
