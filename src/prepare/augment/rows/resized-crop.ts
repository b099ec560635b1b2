import {defineRowAugmentation} from './define.js';
import {between, imageProblem, imageShape} from './image.js';

const TRIES = 10;

/**
 * A window of some share of the area and of some proportions, enlarged to the whole by bilinear interpolation; the whole
 * where ten tries find none that fits. @see Szegedy et al., Going Deeper with Convolutions (2015), §6
 */
export const resizedCrop = defineRowAugmentation({
  name: 'resized-crop',
  summary:
    'images: a window of least to most of the area, width to height up to ratio either way, made as large as the picture',
  options: {
    least: {default: 0.08, min: 0, above: true, max: 1},
    most: {default: 1, min: 0, above: true, max: 1},
    ratio: {default: 4 / 3, min: 1},
  },
  problem: imageProblem,
  create: ({least = 0.08, most = 1, ratio = 4 / 3}, shape) => {
    const {channels, height, width} = imageShape(shape);
    return (cell, random) => {
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        const area = between(least, most, random) * height * width;
        const form = Math.exp(between(-Math.log(ratio), Math.log(ratio), random));
        const [wide, high] = [Math.round(Math.sqrt(area * form)), Math.round(Math.sqrt(area / form))];
        const [left, top] = [random.uniform(), random.uniform()];
        if (wide < 1 || high < 1 || wide > width || high > height) continue;
        const [x, y] = [Math.floor(left * (width - wide + 1)), Math.floor(top * (height - high + 1))];
        return enlarged(cell, {channels, height, width}, {x, y, wide, high});
      }
      return cell;
    };
  },
});

/** Between which two places of the window each place of the whole lies, and how near to the second. */
function places(size: number, window: number) {
  const low = new Int32Array(size);
  const high = new Int32Array(size);
  const share = new Float64Array(size);
  for (let at = 0; at < size; at += 1) {
    const from = Math.min(Math.max(((at + 0.5) * window) / size - 0.5, 0), window - 1);
    low[at] = Math.floor(from);
    high[at] = Math.min(Math.floor(from) + 1, window - 1);
    share[at] = from - Math.floor(from);
  }
  return {low, high, share};
}

/** Pixels as squares: the middle of pixel i of n lies at (i + ½) / n of the window. */
function enlarged(
  cell: Float32Array,
  {channels, height, width}: {readonly channels: number; readonly height: number; readonly width: number},
  {x, y, wide, high}: {readonly x: number; readonly y: number; readonly wide: number; readonly high: number},
): Float32Array {
  const result = new Float32Array(cell.length);
  const rows = places(height, high);
  const columns = places(width, wide);
  for (let channel = 0; channel < channels; channel += 1)
    for (let row = 0; row < height; row += 1) {
      const shareY = rows.share[row] ?? 0;
      const base = channel * height + y;
      const upper = (base + (rows.low[row] ?? 0)) * width + x;
      const lower = (base + (rows.high[row] ?? 0)) * width + x;
      for (let column = 0; column < width; column += 1) {
        const left = columns.low[column] ?? 0;
        const right = columns.high[column] ?? 0;
        const shareX = columns.share[column] ?? 0;
        const above = (cell[upper + left] ?? 0) * (1 - shareX) + (cell[upper + right] ?? 0) * shareX;
        const below = (cell[lower + left] ?? 0) * (1 - shareX) + (cell[lower + right] ?? 0) * shareX;
        result[(channel * height + row) * width + column] = above * (1 - shareY) + below * shareY;
      }
    }
  return result;
}
