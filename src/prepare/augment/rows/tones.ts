// Changes of the tones of pictures of bytes, in place, as Pillow's ImageOps and ImageEnhance make them. Values between two
// bytes, which an earlier step may have left, count as the nearer one where a table of tones is looked up.
import {clamp, WHITE, type ImageShape} from './image.js';

const TONES = WHITE + 1;

/** So many bits of each value are left. @see Pillow, ImageOps.posterize */
export function posterized(cell: Float32Array, bits: number): Float32Array {
  const step = 2 ** (8 - bits);
  for (let at = 0; at < cell.length; at += 1) cell[at] = Math.floor((cell[at] ?? 0) / step) * step;
  return cell;
}

/** Values from the threshold on are turned around. @see Pillow, ImageOps.solarize */
export function solarized(cell: Float32Array, threshold: number): Float32Array {
  for (let at = 0; at < cell.length; at += 1) {
    const value = cell[at] ?? 0;
    if (value >= threshold) cell[at] = WHITE - value;
  }
  return cell;
}

/** Each channel stretched from its darkest and its brightest value to 0 and 255. @see Pillow, ImageOps.autocontrast */
export function autocontrasted(cell: Float32Array, {height, width}: ImageShape): Float32Array {
  return byTable(cell, height * width, (counts, table) => {
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    const scale = WHITE / (high - low);
    if (high > low)
      for (let tone = 0; tone < TONES; tone += 1) table[tone] = clamp(Math.trunc(tone * scale - low * scale));
  });
}

/** The tones of each channel spread so that all are about as frequent. @see Pillow, ImageOps.equalize */
export function equalized(cell: Float32Array, {height, width}: ImageShape): Float32Array {
  return byTable(cell, height * width, (counts, table) => {
    const last = counts[counts.findLastIndex((count) => count > 0)] ?? 0;
    const step = Math.floor((height * width - last) / WHITE);
    if (step === 0) return;
    let sum = step >> 1;
    for (let tone = 0; tone < TONES; tone += 1) {
      table[tone] = clamp(Math.floor(sum / step));
      sum += counts[tone] ?? 0;
    }
  });
}

/** @param fill - makes the table, the identity at first, from how often each tone of a channel occurs */
function byTable(
  cell: Float32Array,
  plane: number,
  fill: (counts: Uint32Array, table: Float32Array) => void,
): Float32Array {
  const counts = new Uint32Array(TONES);
  const table = new Float32Array(TONES);
  for (let base = 0; base < cell.length; base += plane) {
    counts.fill(0);
    for (let at = base; at < base + plane; at += 1) {
      const tone = toneOf(cell[at] ?? 0);
      counts[tone] = (counts[tone] ?? 0) + 1;
    }
    for (let tone = 0; tone < TONES; tone += 1) table[tone] = tone;
    fill(counts, table);
    for (let at = base; at < base + plane; at += 1) cell[at] = table[toneOf(cell[at] ?? 0)] ?? 0;
  }
  return cell;
}

function toneOf(value: number): number {
  return clamp(value + 0.5) | 0;
}

/**
 * Away from the smoothed picture or towards it: 0 is smooth, 1 the picture. Smoothed are the pixels with eight neighbours, by
 * 5 of 13 for themselves and 1 for each. @see Pillow, ImageEnhance.Sharpness
 *
 * @param smooth - written to, of the size of the cell
 */
export function sharpened(
  cell: Float32Array,
  {height, width}: ImageShape,
  {factor, smooth}: {readonly factor: number; readonly smooth: Float32Array},
): Float32Array {
  const plane = height * width;
  smooth.set(cell);
  for (let base = 0; base < cell.length; base += plane)
    for (let y = 1; y < height - 1; y += 1)
      for (let at = base + y * width + 1; at < base + (y + 1) * width - 1; at += 1) {
        const [above, below] = [at - width, at + width];
        const sum =
          (cell[above - 1] ?? 0) +
          (cell[above] ?? 0) +
          (cell[above + 1] ?? 0) +
          (cell[at - 1] ?? 0) +
          5 * (cell[at] ?? 0) +
          (cell[at + 1] ?? 0) +
          (cell[below - 1] ?? 0) +
          (cell[below] ?? 0) +
          (cell[below + 1] ?? 0);
        smooth[at] = sum / 13;
      }
  for (let at = 0; at < cell.length; at += 1)
    cell[at] = clamp((cell[at] ?? 0) * factor + (smooth[at] ?? 0) * (1 - factor));
  return cell;
}
