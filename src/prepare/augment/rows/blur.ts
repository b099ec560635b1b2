import {defineRowAugmentation} from './define.js';
import {imageProblem, imageShape, probability, type ImageShape} from './image.js';

/** A Gaussian of a deviation of up to so many pixels, cut off at three of them; beyond the rim the rim goes on. */
export const blur = defineRowAugmentation({
  name: 'blur',
  summary: 'images: blurred by a Gaussian of a deviation of up to so many pixels',
  options: {sigma: {default: 1, min: 0, above: true, max: 32}, probability: probability(0.5)},
  problem: imageProblem,
  create: ({sigma = 1, probability: share = 0.5}, shape) => {
    const picture = imageShape(shape);
    return (cell, random) => {
      if (random.uniform() >= share) return cell;
      const kernel = gaussian(sigma * (1 - random.uniform()));
      const {height, width} = picture;
      const across = convolved(cell, picture, {kernel, size: width, stride: 1});
      return convolved(across, picture, {kernel, size: height, stride: width});
    };
  },
});

/** Weights at 0, 1, 2 …, of a sum of one over both sides. */
export function gaussian(deviation: number): Float64Array {
  const reach = Math.max(1, Math.ceil(3 * deviation));
  const weights = Float64Array.from({length: reach + 1}, (_, at) => Math.exp(-((at / deviation) ** 2) / 2));
  const sum = weights.reduce((all, weight, at) => all + (at === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / sum);
}

function convolved(
  cell: Float32Array,
  {height, width}: ImageShape,
  {kernel, size, stride}: {readonly kernel: Float64Array; readonly size: number; readonly stride: number},
): Float32Array {
  const result = new Float32Array(cell.length);
  const plane = height * width;
  for (let at = 0; at < cell.length; at += 1) {
    const within = stride === 1 ? at % width : Math.floor((at % plane) / width);
    const origin = at - within * stride;
    let sum = 0;
    for (let step = 0; step < kernel.length; step += 1) {
      const weight = kernel[step] ?? 0;
      const right = cell[origin + Math.min(size - 1, within + step) * stride] ?? 0;
      const left = cell[origin + Math.max(0, within - step) * stride] ?? 0;
      sum += weight * (step === 0 ? right : left + right);
    }
    result[at] = sum;
  }
  return result;
}
