import {defineRowAugmentation} from './define.js';
import {between, blend, imageShape, luma, pixelProblem} from './image.js';

/** Away from the mean of the grey picture or towards it, as torchvision's `ColorJitter(contrast)`. */
export const contrast = defineRowAugmentation({
  name: 'contrast',
  summary: 'images of bytes: distances from the mean grey times 1 - strength to 1 + strength',
  options: {strength: {default: 0.2, min: 0, max: 1}},
  problem: pixelProblem,
  create: ({strength = 0}, shape) => {
    const {channels, height, width} = imageShape(shape);
    return (cell, random) => {
      const mean = meanGrey(cell, channels, height * width);
      return blend(cell, between(1 - strength, 1 + strength, random), mean);
    };
  },
});

/** The mean of the luma where there are three channels, else of all values. */
export function meanGrey(cell: Float32Array, channels: number, plane: number): number {
  let sum = 0;
  const count = channels === 3 ? plane : cell.length;
  for (let at = 0; at < count; at += 1) sum += channels === 3 ? luma(cell, at, plane) : (cell[at] ?? 0);
  return sum / count;
}
