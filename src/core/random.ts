// Counter-based random numbers: the n-th number of a stream is a function of (key, n), so any point of a stream
// can be reached without generating what comes before it, and streams for different purposes never overlap.
// Philox4x32-10, Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011).
import {createHash} from 'node:crypto';

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two uint32, as an int32: V8 is fast while all stays within 32 bits. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Neither sum exceeds 2³² − 1, so that its bits survive the wrap to int32.
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const cross = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/** One Philox4x32-10 block. @param counter - four uint32 @param key - two uint32 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): Uint32Array {
  const block = new Uint32Array(4);
  writePhilox(counter, key, block, 0);
  return block;
}

/** Writes a block at `offset` of `target`, without a new array for each. */
function writePhilox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  target: Uint32Array,
  offset: number,
): void {
  let c0 = counter[0] | 0;
  let c1 = counter[1] | 0;
  let c2 = counter[2] | 0;
  let c3 = counter[3] | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < 10; round += 1) {
    const high0 = mulHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = mulHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  target[offset] = c0;
  target[offset + 1] = c1;
  target[offset + 2] = c2;
  target[offset + 3] = c3;
}

/** A stream of random numbers. Make sub-streams with {@link Random.derive}; never share one between purposes. */
export class Random {
  private readonly key: readonly [number, number];
  private readonly block = new Uint32Array(4);
  private position = 4;
  private counter = 0;

  /** @param seed - any integer or text; equal seeds give equal streams on every machine */
  constructor(readonly seed: number | string) {
    const digest = createHash('sha256')
      .update(`ingot:${String(seed)}`)
      .digest();
    this.key = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  }

  /** An independent stream named by labels: `random.derive('shuffle', epoch)`. */
  derive(...labels: readonly (string | number)[]): Random {
    return new Random(`${String(this.seed)}/${labels.join('/')}`);
  }

  /** Uniform over 0 … 2³²−1. */
  uint32(): number {
    if (this.position === 4) {
      const high = Math.floor(this.counter / 0x100000000);
      writePhilox([this.counter >>> 0, high, 0, 0], this.key, this.block, 0);
      this.counter += 1;
      this.position = 0;
    }
    const value = this.block[this.position] ?? 0;
    this.position += 1;
    return value;
  }

  /** Fills `target` with what so many calls of {@link uint32} would give, in a third of their time. */
  fillUint32(target: Uint32Array): void {
    let at = 0;
    while (at < target.length && this.position < 4) target[at++] = this.uint32();
    for (; at + 4 <= target.length; at += 4) {
      writePhilox([this.counter >>> 0, Math.floor(this.counter / 0x100000000), 0, 0], this.key, target, at);
      this.counter += 1;
    }
    while (at < target.length) target[at++] = this.uint32();
  }

  /** Uniform over [0, 1), 53 bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 0x4000000 + (this.uint32() >>> 6)) / 0x20000000000000;
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Uniform over 0 … bound−1; the bias is below bound · 2⁻⁵³. */
  integer(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** A permutation of 0 … count−1 (Fisher-Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({length: count}, (_, index) => index);
    for (let index = count - 1; index > 0; index -= 1) {
      const other = this.integer(index + 1);
      const held = order[index] ?? 0;
      order[index] = order[other] ?? 0;
      order[other] = held;
    }
    return order;
  }
}
