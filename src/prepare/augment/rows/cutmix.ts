import {defineRowAugmentation} from './define.js';
import {imageProblem, imageShape} from './image.js';
import {beta} from '../mixup.js';

/**
 * A rectangle of another picture, of its proportions and of 1 − λ of the area where it lies inside, λ from Beta(α, α); targets
 * count by the area that is really covered. @see Yun et al., CutMix (2019), appendix A
 */
export const cutmix = defineRowAugmentation({
  name: 'cutmix',
  summary: 'images with a rectangle of another, targets mixed by area, from Beta(alpha, alpha)',
  options: {alpha: {default: 1, min: 0, above: true}},
  problem: imageProblem,
  createMix: ({alpha = 1}, shape) => {
    const {channels, height, width} = imageShape(shape);
    return (cell, partner, random) => {
      const side = Math.sqrt(1 - beta(alpha, random));
      const [middleX, middleY] = [random.integer(width), random.integer(height)];
      const [halfWide, halfHigh] = [Math.floor((width * side) / 2), Math.floor((height * side) / 2)];
      const [left, right] = [Math.max(0, middleX - halfWide), Math.min(width, middleX + halfWide)];
      const [top, bottom] = [Math.max(0, middleY - halfHigh), Math.min(height, middleY + halfHigh)];
      for (let channel = 0; channel < channels; channel += 1)
        for (let y = top; y < bottom; y += 1) {
          const line = (channel * height + y) * width;
          cell.set(partner.subarray(line + left, line + right), line + left);
        }
      return {cell, share: 1 - ((right - left) * (bottom - top)) / (height * width)};
    };
  },
});
