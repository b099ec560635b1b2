import {defineRowAugmentation} from './define.js';
import {between, blend, colourProblem, imageShape, lumas} from './image.js';

/** Away from the grey picture or towards it, as torchvision's `ColorJitter(saturation)`. */
export const saturation = defineRowAugmentation({
  name: 'saturation',
  summary: 'images of bytes in colour: distances from grey times 1 - strength to 1 + strength',
  options: {strength: {default: 0.2, min: 0, max: 1}},
  problem: colourProblem,
  create: ({strength = 0}, shape) => {
    const {height, width} = imageShape(shape);
    const grey = new Float64Array(height * width);
    return (cell, random) => blend(cell, between(1 - strength, 1 + strength, random), lumas(cell, grey));
  },
});
