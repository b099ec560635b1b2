import type {Random} from '../../../core/index.js';
import {cellSize} from '../../../data/index.js';
import {defineRowAugmentation} from './define.js';
import {
  blend,
  imageShape,
  lumas,
  moved,
  pixelProblem,
  turn,
  warped,
  WHITE,
  type ImageShape,
  type Warp,
} from './image.js';
import {meanGrey} from './contrast.js';
import {autocontrasted, equalized, posterized, sharpened, solarized} from './tones.js';

/** Of the table of the paper's policy; magnitudes go to 30. */
const MOST = 30;

/** A picture and room to work in. */
interface Bench {
  readonly picture: ImageShape;
  /** Another cell than the one given. */
  readonly other: (cell: Float32Array) => Float32Array;
  readonly grey: Float64Array;
}

type Operation = (cell: Float32Array, level: number, bench: Bench) => Float32Array;

const warp =
  (warpOf: (level: number) => Warp): Operation =>
  (cell, level, {picture, other}) =>
    warped(cell, picture, warpOf(level), other(cell));

/** By a level of −1 to 1. */
const OPERATIONS: readonly Operation[] = [
  (cell) => cell,
  warp((level) => turn(30 * level)),
  warp((level) => [1, 0.3 * level, 0, 0, 1, 0]),
  warp((level) => [1, 0, 0, 0.3 * level, 1, 0]),
  (cell, level, {picture, other}) =>
    moved(cell, picture, {down: 0, right: Math.round(0.45 * picture.width * level)}, other(cell)),
  (cell, level, {picture, other}) =>
    moved(cell, picture, {down: Math.round(0.45 * picture.height * level), right: 0}, other(cell)),
  (cell, level) => blend(cell, 1 + 0.9 * level, 0),
  (cell, level, {picture: {channels, height, width}}) =>
    blend(cell, 1 + 0.9 * level, meanGrey(cell, channels, height * width)),
  (cell, level, {picture, grey}) => (picture.channels === 3 ? blend(cell, 1 + 0.9 * level, lumas(cell, grey)) : cell),
  (cell, level, {picture, other}) => sharpened(cell, picture, {factor: 1 + 0.9 * level, smooth: other(cell)}),
  (cell, level) => posterized(cell, 8 - Math.round(4 * Math.abs(level))),
  (cell, level) => solarized(cell, (WHITE + 1) * (1 - Math.abs(level))),
  (cell, _, {picture}) => autocontrasted(cell, picture),
  (cell, _, {picture}) => equalized(cell, picture),
];

/**
 * Some of the fourteen operations by lot, one after another, each at the magnitude, either way by lot.
 *
 * @see Cubuk et al., RandAugment (2020)
 */
export const randaugment = defineRowAugmentation({
  name: 'randaugment',
  summary:
    'images of bytes: count operations by lot (turn, shear, shift, brightness, contrast, saturation, sharpness, posterize, ' +
    'solarize, autocontrast, equalize), of a magnitude of 0 to 30',
  options: {count: {default: 2, min: 1, max: 16, whole: true}, magnitude: {default: 9, min: 0, max: MOST}},
  problem: pixelProblem,
  create: ({count = 2, magnitude = 9}, shape) => {
    const picture = imageShape(shape);
    const [first, second] = [new Float32Array(cellSize(shape)), new Float32Array(cellSize(shape))];
    const bench: Bench = {
      picture,
      other: (cell) => (cell === first ? second : first),
      grey: new Float64Array(picture.height * picture.width),
    };
    return (cell, random: Random) => {
      let changed = cell;
      for (let step = 0; step < count; step += 1) {
        const operation = OPERATIONS[random.integer(OPERATIONS.length)];
        const level = (random.uniform() < 0.5 ? -1 : 1) * (magnitude / MOST);
        changed = operation ? operation(changed, level, bench) : changed;
      }
      return changed;
    };
  },
});
