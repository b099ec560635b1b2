// Tones of pictures, held to what Pillow makes of the same bytes (test/oracle/tones.py).
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {imageShape} from '../../../src/prepare/augment/rows/image.js';
import {autocontrasted, equalized, posterized, sharpened, solarized} from '../../../src/prepare/augment/rows/tones.js';

interface Oracle {
  readonly shape: number[];
  readonly pixels: number[];
  readonly posterize: Readonly<Record<string, number[]>>;
  readonly solarize: Readonly<Record<string, number[]>>;
  readonly sharpness: Readonly<Record<string, number[]>>;
  readonly autocontrast: number[];
  readonly equalize: number[];
  readonly large: {readonly shape: number[]; readonly pixels: number[]; readonly equalize: number[]};
}

const oracle = JSON.parse(readFileSync(new URL('../../oracle/tones.json', import.meta.url), 'utf8')) as Oracle;
const picture = imageShape(oracle.shape);
const cell = (): Float32Array => Float32Array.from(oracle.pixels);

describe('tones of pictures', () => {
  it('posterize and solarize as Pillow does', () => {
    for (const [bits, expected] of Object.entries(oracle.posterize))
      expect([...posterized(cell(), Number(bits))]).to.deep.equal(expected);
    for (const [threshold, expected] of Object.entries(oracle.solarize))
      expect([...solarized(cell(), Number(threshold))]).to.deep.equal(expected);
  });

  it('autocontrast and equalize as Pillow does, a picture with too few pixels to spread among them', () => {
    expect([...autocontrasted(cell(), picture)]).to.deep.equal(oracle.autocontrast);
    expect([...equalized(cell(), picture)]).to.deep.equal(oracle.equalize);
    const {shape, pixels, equalize} = oracle.large;
    expect([...equalized(Float32Array.from(pixels), imageShape(shape))]).to.deep.equal(equalize);
  });

  it('leave a picture of one tone, and take values between two bytes for the nearer one', () => {
    const even = new Float32Array(12).fill(40);
    for (const change of [autocontrasted, equalized])
      expect([...change(even.slice(), {channels: 1, height: 3, width: 4})]).to.deep.equal([...even]);
    const near = cell().map((value, at) => value + (at % 2 === 0 ? 0.25 : -0.25));
    expect([...autocontrasted(near, picture)]).to.deep.equal(oracle.autocontrast);
  });

  it('sharpen as Pillow does, which rounds twice on the way', () => {
    for (const [by, expected] of Object.entries(oracle.sharpness)) {
      const factor = Number(by);
      const found = sharpened(cell(), picture, {factor, smooth: new Float32Array(oracle.pixels.length)});
      // Half a tone of the smoothed picture, and one where the sum is cut to a whole.
      const tolerance = 1 + 0.5 * Math.abs(1 - factor) + 1e-3;
      found.forEach((value, at) => expect(Math.abs(value - (expected[at] ?? NaN))).to.be.at.most(tolerance));
    }
  });
});
