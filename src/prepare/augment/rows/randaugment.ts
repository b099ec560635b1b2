import type {Random} from '../../../core/index.js';
import {defineRowAugmentation} from './define.js';
import {blend, imageShape, luma, pixelProblem, turn, warped, WHITE, type ImageShape} from './image.js';
import {meanGrey} from './contrast.js';

/** Of the table of the paper's policy; magnitudes go to 30. */
const MOST = 30;

type Operation = (cell: Float32Array, picture: ImageShape, level: number) => Float32Array;

/** By a level of −1 to 1. */
const OPERATIONS: readonly Operation[] = [
  (cell) => cell,
  (cell, picture, level) => warped(cell, picture, turn(30 * level)),
  (cell, picture, level) => warped(cell, picture, [1, 0.3 * level, 0, 0, 1, 0]),
  (cell, picture, level) => warped(cell, picture, [1, 0, 0, 0.3 * level, 1, 0]),
  (cell, picture, level) => warped(cell, picture, [1, 0, Math.round(0.45 * picture.width * level), 0, 1, 0]),
  (cell, picture, level) => warped(cell, picture, [1, 0, 0, 0, 1, Math.round(0.45 * picture.height * level)]),
  (cell, _, level) => blend(cell, 1 + 0.9 * level, () => 0),
  (cell, {channels, height, width}, level) => {
    const mean = meanGrey(cell, channels, height * width);
    return blend(cell, 1 + 0.9 * level, () => mean);
  },
  (cell, {channels, height, width}, level) => {
    const plane = height * width;
    return channels === 3 ? blend(cell, 1 + 0.9 * level, (at) => luma(cell, at % plane, plane)) : cell;
  },
  // Posterize: so few bits are left. Solarize: what is bright is turned around.
  (cell, _, level) => {
    const step = 2 ** Math.round(4 * Math.abs(level));
    return cell.map((value) => Math.floor(value / step) * step);
  },
  (cell, _, level) => cell.map((value) => (value >= (WHITE + 1) * (1 - Math.abs(level)) ? WHITE - value : value)),
];

/**
 * Some operations by lot, one after another, each at the magnitude, either way by lot. The operations are those of the
 * paper but for sharpness, equalize and autocontrast. @see Cubuk et al., RandAugment (2020)
 */
export const randaugment = defineRowAugmentation({
  name: 'randaugment',
  summary:
    'images of bytes: count operations by lot (turn, shear, shift, brightness, contrast, saturation, posterize, solarize), of a magnitude of 0 to 30',
  options: {count: {default: 2, min: 1, max: 16, whole: true}, magnitude: {default: 9, min: 0, max: MOST}},
  problem: pixelProblem,
  create: ({count = 2, magnitude = 9}, shape) => {
    const picture = imageShape(shape);
    return (cell, random: Random) => {
      let changed = cell;
      for (let step = 0; step < count; step += 1) {
        const operation = OPERATIONS[random.integer(OPERATIONS.length)];
        const level = (random.uniform() < 0.5 ? -1 : 1) * (magnitude / MOST);
        changed = operation ? operation(changed, picture, level) : changed;
      }
      return changed;
    };
  },
});
