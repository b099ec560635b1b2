// What the augmentations of images share: `[channels, height, width]` or `[height, width]`, values of 0 to 255.
import type {NumberOption, Random} from '../../../core/index.js';
import type {RowAugmentation} from './define.js';

export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export const WHITE = 255;

/** The share of rows that are changed. */
export const probability = (share: number): NumberOption => ({default: share, min: 0, max: 1});

export function imageShape(shape: readonly number[]): ImageShape {
  const [height = 1, width = 1] = shape.slice(-2);
  return {channels: shape.length === 3 ? (shape[0] ?? 1) : 1, height, width};
}

/** For what only moves values: any numbers will do. */
export const imageProblem: RowAugmentation['problem'] = ({kind, shape}) =>
  kind === 'tensor' && (shape?.length === 2 || shape?.length === 3)
    ? undefined
    : 'expects images, [channels, height, width] or [height, width]';

/** For what changes colours: black must be 0, and white 255. */
export const pixelProblem: RowAugmentation['problem'] = (field) =>
  imageProblem(field) ??
  (field.parse.element === 'uint8'
    ? undefined
    : 'expects images of bytes, 0 to 255, so that it is known what is white');

/** For what needs red, green and blue. */
export const colourProblem: RowAugmentation['problem'] = (field) =>
  pixelProblem(field) ??
  (field.shape?.[0] === 3 && field.shape.length === 3 ? undefined : 'expects images of 3 channels');

export function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random.uniform();
}

export function clamp(value: number): number {
  return value < 0 ? 0 : value > WHITE ? WHITE : value;
}

/** Luma of ITU-R BT.601 of a pixel. */
export function luma(cell: Float32Array, at: number, plane: number): number {
  return 0.299 * (cell[at] ?? 0) + 0.587 * (cell[at + plane] ?? 0) + 0.114 * (cell[at + 2 * plane] ?? 0);
}

/**
 * value · factor + other · (1 − factor), within 0 to 255, in place: what Pillow's enhancers and torchvision's adjustments do.
 *
 * @param other - one number for all places, or one for each pixel, the same in all channels
 */
export function blend(cell: Float32Array, factor: number, other: number | Float64Array): Float32Array {
  const rest = 1 - factor;
  if (typeof other === 'number') {
    const added = other * rest;
    for (let at = 0; at < cell.length; at += 1) cell[at] = clamp((cell[at] ?? 0) * factor + added);
    return cell;
  }
  for (let base = 0; base < cell.length; base += other.length)
    for (let at = 0; at < other.length; at += 1)
      cell[base + at] = clamp((cell[base + at] ?? 0) * factor + (other[at] ?? 0) * rest);
  return cell;
}

/** The luma of every pixel of a picture of three channels. @param into - a number a pixel */
export function lumas(cell: Float32Array, into: Float64Array): Float64Array {
  for (let at = 0; at < into.length; at += 1) into[at] = luma(cell, at, into.length);
  return into;
}

/** From a place of the result to a place of the source, both from the middle of the picture: x' = a·x + b·y + c, y' = d·x + e·y + f. */
export type Warp = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * The picture seen through a warp, by bilinear interpolation; black outside.
 *
 * @param result - written to, not the picture itself
 */
export function warped(
  cell: Float32Array,
  {channels, height, width}: ImageShape,
  warp: Warp,
  result: Float32Array = new Float32Array(cell.length),
): Float32Array {
  const [a, b, c, d, e, f] = warp;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const plane = height * width;
  const end = channels * plane;
  result.fill(0);
  for (let y = 0; y < height; y += 1) {
    const fromY = y - middleY;
    const [acrossY, downY] = [b * fromY, e * fromY];
    for (let x = 0; x < width; x += 1) {
      const fromX = x - middleX;
      // A hair of rounding must not take a pixel of the rim from outside.
      const sourceX = settle(a * fromX + acrossY + c + middleX);
      const sourceY = settle(d * fromX + downY + f + middleY);
      if (!(sourceX >= -1 && sourceY >= -1 && sourceX < width && sourceY < height)) continue;
      const left = Math.floor(sourceX) | 0;
      const top = Math.floor(sourceY) | 0;
      const shareX = sourceX - left;
      const shareY = sourceY - top;
      // What lies outside has no weight, so that it is black; its place is one that can be read.
      const weightLeft = left < 0 ? 0 : 1 - shareX;
      const weightRight = left + 1 >= width ? 0 : shareX;
      const weightTop = top < 0 ? 0 : 1 - shareY;
      const weightBottom = top + 1 >= height ? 0 : shareY;
      const first = left < 0 ? 0 : left;
      const second = left + 1 < width ? left + 1 : left;
      const upper = (top < 0 ? 0 : top) * width;
      const lower = (top + 1 < height ? top + 1 : top) * width;
      for (let base = 0, at = y * width + x; base < end; base += plane, at += plane) {
        const above = (cell[base + upper + first] ?? 0) * weightLeft + (cell[base + upper + second] ?? 0) * weightRight;
        const below = (cell[base + lower + first] ?? 0) * weightLeft + (cell[base + lower + second] ?? 0) * weightRight;
        result[at] = above * weightTop + below * weightBottom;
      }
    }
  }
  return result;
}

/** The picture moved by whole pixels; black where nothing was. @param result - written to, not the picture itself */
export function moved(
  cell: Float32Array,
  {channels, height, width}: ImageShape,
  {down, right}: {readonly down: number; readonly right: number},
  result: Float32Array,
): Float32Array {
  result.fill(0);
  const [first, last] = [Math.max(0, -right), Math.min(width, width - right)];
  if (first >= last) return result;
  for (let channel = 0; channel < channels; channel += 1)
    for (let y = Math.max(0, -down); y < Math.min(height, height - down); y += 1) {
      const line = (channel * height + y) * width;
      const shift = down * width + right;
      for (let at = line + first; at < line + last; at += 1) result[at] = cell[at + shift] ?? 0;
    }
  return result;
}

function settle(place: number): number {
  const whole = Math.round(place);
  return Math.abs(place - whole) < 1e-9 ? whole : place;
}

/** The warp of a turn by so many degrees, anticlockwise as it is seen. */
export function turn(degrees: number): Warp {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // y points down, and a warp goes from the result to the source.
  return [cos, -sin, 0, sin, cos, 0];
}
