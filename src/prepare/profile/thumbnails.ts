// Small pictures of the pictures in a tensor column, 16 × 16 grey, without their brightness and contrast; and a perceptual
// hash of each: which of the low frequencies are above their median (pHash, Zauner 2010).
import type {Field, NumberColumn} from '../../data/index.js';

const SIDE = 16;
const CELLS = SIDE * SIDE;
const LOW = 8;
/** int8 for one standard deviation: thumbnails reach four of them. */
const SCALE = 31;
/** Six bands of the 64 bits: hashes at most 5 bits apart share one. */
export const HASH_BANDS = 6;

/** Two words of 32 bits. */
export type ImageHash = readonly [number, number];

/** True for columns whose cells are pictures by their shape: height × width, or channels (1, 3, 4) first, both sides at least 8. */
export function isImageField({shape, parse}: Pick<Field, 'shape' | 'parse'>): boolean {
  if (shape === undefined || parse.channels || parse.sampleRate !== undefined || parse.tokens) return false;
  const [channels, height, width] = shape.length === 2 ? [1, ...shape] : shape;
  return (
    (shape.length === 2 || shape.length === 3) &&
    [1, 3, 4].includes(channels ?? 0) &&
    (height ?? 0) >= 8 &&
    (width ?? 0) >= 8
  );
}

const COSINES = Float64Array.from({length: LOW * SIDE}, (_, at) =>
  Math.cos((Math.PI / SIDE) * ((at % SIDE) + 0.5) * Math.floor(at / SIDE)),
);

/** Mean over channels and over the pixels that fall into each of 16 × 16 fields. @param start - of the cell in the column */
export function shrink(column: NumberColumn, start: number, shape: readonly number[]): Float64Array {
  const [channels = 1, height = 1, width = 1] = shape.length === 2 ? [1, ...shape] : shape;
  const small = new Float64Array(CELLS);
  const edge = (index: number, size: number): readonly [number, number] => {
    const from = Math.floor((index * size) / SIDE);
    return [from, Math.max(from + 1, Math.floor(((index + 1) * size) / SIDE))];
  };
  for (let y = 0; y < SIDE; y += 1) {
    const [top, bottom] = edge(y, height);
    for (let x = 0; x < SIDE; x += 1) {
      const [left, right] = edge(x, width);
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1)
        for (let row = top; row < bottom; row += 1)
          for (let at = left; at < right; at += 1) sum += column[start + (channel * height + row) * width + at] ?? 0;
      small[y * SIDE + x] = sum / (channels * (bottom - top) * (right - left));
    }
  }
  return small;
}

/** 64 bits: of the 8 × 8 lowest frequencies, those above the median of all but the mean. */
export function perceptualHash(small: ArrayLike<number>): ImageHash {
  const half = new Float64Array(LOW * SIDE);
  for (let u = 0; u < LOW; u += 1)
    for (let y = 0; y < SIDE; y += 1) {
      let sum = 0;
      for (let x = 0; x < SIDE; x += 1) sum += (small[y * SIDE + x] ?? 0) * (COSINES[u * SIDE + x] ?? 0);
      half[u * SIDE + y] = sum;
    }
  const frequencies = new Float64Array(LOW * LOW);
  for (let u = 0; u < LOW; u += 1)
    for (let v = 0; v < LOW; v += 1) {
      let sum = 0;
      for (let y = 0; y < SIDE; y += 1) sum += (half[u * SIDE + y] ?? 0) * (COSINES[v * SIDE + y] ?? 0);
      frequencies[v * LOW + u] = sum;
    }
  const median = frequencies.slice(1).sort()[31] ?? 0;
  const words: [number, number] = [0, 0];
  frequencies.forEach((value, at) => {
    if (at > 0 && value > median) words[at >> 5] = (words[at >> 5] ?? 0) | (1 << (at & 31));
  });
  return words;
}

/** Bits that differ. */
export function distanceOf(a: ImageHash, b: ImageHash): number {
  return ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);
}

function ones(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Every sixth bit from `band` on, as a number. */
export function hashBand(hash: ImageHash, band: number): number {
  let bits = 0;
  for (let at = band; at < 64; at += HASH_BANDS) bits = (bits << 1) | (((hash[at >> 5] ?? 0) >>> (at & 31)) & 1);
  return bits;
}

/** Pearson's correlation of two thumbnails. */
export function correlationOf(a: Int8Array, b: Int8Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at += 1) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

/** Holds 272 bytes a picture. */
export class Thumbnails {
  private readonly small: Int8Array;
  private readonly hashes: Int32Array;
  private readonly isShown: Uint8Array;

  constructor(
    private readonly shape: readonly number[],
    capacity: number,
  ) {
    this.small = new Int8Array(capacity * CELLS);
    this.hashes = new Int32Array(capacity * 2);
    this.isShown = new Uint8Array(capacity);
  }

  /** A picture of one colour, or without values, is held as none. @param row - of the column */
  set(place: number, column: NumberColumn, row: number): void {
    const size = this.shape.reduce((product, side) => product * side, 1);
    const small = shrink(column, row * size, this.shape);
    const mean = small.reduce((sum, value) => sum + value, 0) / CELLS;
    const deviation = Math.sqrt(small.reduce((sum, value) => sum + (value - mean) ** 2, 0) / CELLS);
    const isShown = deviation > 1e-6 * Math.abs(mean);
    this.isShown[place] = isShown ? 1 : 0;
    if (!isShown) return;
    for (let at = 0; at < CELLS; at += 1)
      this.small[place * CELLS + at] = Math.max(
        -127,
        Math.min(127, Math.round((SCALE * ((small[at] ?? 0) - mean)) / deviation)),
      );
    this.hashes.set(perceptualHash(small), place * 2);
  }

  /** Places that hold a picture. */
  shown(count: number): number[] {
    return Array.from({length: count}, (_, place) => place).filter((place) => this.isShown[place] === 1);
  }

  hash(place: number): ImageHash {
    return [this.hashes[place * 2] ?? 0, this.hashes[place * 2 + 1] ?? 0];
  }

  thumbnail(place: number): Int8Array {
    return this.small.subarray(place * CELLS, (place + 1) * CELLS);
  }
}
