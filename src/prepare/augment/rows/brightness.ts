import {defineRowAugmentation} from './define.js';
import {between, blend, pixelProblem} from './image.js';

/** Times a factor of 1 − strength to 1 + strength, as torchvision's `ColorJitter(brightness)`. */
export const brightness = defineRowAugmentation({
  name: 'brightness',
  summary: 'images of bytes: times a factor of 1 - strength to 1 + strength',
  options: {strength: {default: 0.2, min: 0, max: 1}},
  problem: pixelProblem,
  create:
    ({strength = 0}) =>
    (cell, random) =>
      blend(cell, between(1 - strength, 1 + strength, random), 0),
});
