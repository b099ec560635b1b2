// Image files against what Pillow reads from them (test/oracle/images.py), and files that are none.
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {IngotError, Random} from '../../../src/core/index.js';
import {mediaKinds} from '../../../src/data/media/index.js';
import type {ParseRule} from '../../../src/data/index.js';
import {failureOf} from '../support.js';

interface Case {
  readonly name: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly pixels: readonly number[];
  readonly grey: readonly number[];
}
const oracle = JSON.parse(readFileSync(new URL('../../oracle/images.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
  readonly large: string;
  readonly resized: readonly {readonly filter: string; readonly pixels: readonly number[]}[];
};

const fileOf = (name: string): Buffer => {
  const found = oracle.cases.find((each) => each.name === name);
  if (!found) throw new Error(`no case ${name}`);
  return Buffer.from(found.file, 'base64');
};

const rule = (shape: readonly number[], options: NonNullable<ParseRule['media']>['options'] = {}): ParseRule => ({
  kind: 'tensor',
  missing: [],
  shape,
  element: 'uint8',
  media: {kind: 'image', options},
});

async function read(bytes: Uint8Array, of: ParseRule): Promise<readonly number[]> {
  const reader = await mediaKinds.get('image').open(of);
  const {values} = await reader.read(bytes, 'a.png');
  await reader.close();
  return [...values];
}

const largest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? NaN))));

describe('an image file', () => {
  for (const {name, file, width, height, pixels, grey} of oracle.cases) {
    if (name === 'ink.jpg') continue;
    // Over a background Pillow and libvips round in different places.
    const tolerance = name.includes('alpha') ? 1 : 0;
    it(`${name} is read as Pillow reads it, in colour and grey`, async () => {
      const bytes = Buffer.from(file, 'base64');
      const colour = await read(bytes, rule([3, height, width]));
      expect(colour).to.have.length(pixels.length);
      expect(largest(colour, pixels)).to.be.at.most(tolerance);
      const plane = await read(bytes, rule([1, height, width]));
      expect(largest(plane, grey)).to.be.at.most(tolerance);
    });
  }

  it('in the colours of ink is converted by a profile: near what Pillow makes without one', async () => {
    const ink = oracle.cases.find(({name}) => name === 'ink.jpg');
    const pixels = await read(fileOf('ink.jpg'), rule([3, 7, 9]));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [a, b] = [mean(pixels), mean(ink?.pixels ?? [])];
    const product = mean(pixels.map((value, at) => (value - a) * ((ink?.pixels[at] ?? 0) - b)));
    const deviation = (values: readonly number[], m: number): number =>
      Math.sqrt(mean(values.map((value) => (value - m) ** 2)));
    expect(product / (deviation(pixels, a) * deviation(ink?.pixels ?? [], b))).to.be.above(0.85);
  });

  for (const {filter, pixels} of oracle.resized)
    it(`is resized by ${filter} as Pillow does, within 3 of 255`, async () => {
      const of = rule([3, 7, 11], {fit: 'fill', filter});
      const found = await read(Buffer.from(oracle.large, 'base64'), of);
      expect(largest(found, pixels)).to.be.at.most(3);
    });

  it('keeps its proportions between borders, or loses two sides', async () => {
    const large = Buffer.from(oracle.large, 'base64');
    const bordered = await read(large, rule([1, 12, 8], {fit: 'contain', background: '#0a0a0a'}));
    // 40x30 becomes 8x6, with three lines above and below.
    expect(new Set(bordered.slice(0, 24))).to.deep.equal(new Set([10]));
    expect(new Set(bordered.slice(72))).to.deep.equal(new Set([10]));
    expect(new Set(bordered.slice(24, 72)).size).to.be.above(5);
    const cut = await read(large, rule([1, 12, 8], {fit: 'cover'}));
    expect(cut.filter((value) => value === 10).length).to.be.below(10);
  });

  it('shows the background where it is transparent', async () => {
    const white = await read(fileOf('alpha.png'), rule([3, 7, 9], {background: '#ffffff'}));
    const black = await read(fileOf('alpha.png'), rule([3, 7, 9], {background: '#000000'}));
    // The first pixel is transparent.
    expect([white[0], white[63], white[126]]).to.deep.equal([255, 255, 255]);
    expect([black[0], black[63], black[126]]).to.deep.equal([0, 0, 0]);
  });

  const bad: readonly [string, () => Uint8Array, string, RegExp][] = [
    ['a PNG that ends early', () => fileOf('rgb.png').subarray(0, 120), 'DATA_TRUNCATED', /cannot be decoded/],
    ['a JPEG that ends early', () => fileOf('full.jpg').subarray(0, 700), 'DATA_TRUNCATED', /cannot be decoded/],
    ['an empty file', () => new Uint8Array(), 'DATA_TRUNCATED', /empty/],
    ['text', () => Buffer.from('no image at all'), 'DATA_FORMAT', /expected PNG, JPEG/],
    ['SVG', () => Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'DATA_FORMAT', /SVG/],
    ['PDF', () => Buffer.from('%PDF-1.7'), 'DATA_FORMAT', /PDF/],
    ['a header that promises 60,000 by 60,000 pixels', bomb, 'DATA_FORMAT', /at most 178956970 pixels/],
    ['another size', () => fileOf('turned.jpg'), 'DATA_SCHEMA_MISMATCH', /expected 9x7 .*found 7x9/],
  ];
  for (const [name, bytes, code, message] of bad)
    it(`that is ${name} is refused by name`, async () => {
      const error = await failureOf(read(bytes(), rule([3, 7, 9])));
      expect(error.message).to.match(message).and.include('a.png');
      expect(error.code).to.equal(code);
    });

  it('with bytes changed or cut off is read to its size or refused, never anything else', async () => {
    const random = new Random('damaged images');
    const reader = await mediaKinds.get('image').open(rule([3, 7, 9], {fit: 'fill', filter: 'linear'}));
    const outcomes = {read: 0, refused: 0};
    for (let round = 0; round < 140; round += 1) {
      const bytes = Buffer.from(oracle.cases[round % oracle.cases.length]?.file ?? '', 'base64');
      for (let change = 0; change < 3; change += 1) bytes[random.integer(bytes.length)] = random.integer(256);
      const damaged = random.uniform() < 0.3 ? bytes.subarray(0, random.integer(bytes.length)) : bytes;
      try {
        expect((await reader.read(damaged, 'a.png')).values).to.have.length(189);
        outcomes.read += 1;
      } catch (error) {
        expect(error).to.be.instanceOf(IngotError);
        outcomes.refused += 1;
      }
    }
    expect(outcomes.read).to.be.above(10);
    expect(outcomes.refused).to.be.above(10);
  });

  it('in colour is refused where the first were grey, unless --channels says so', async () => {
    const error = await failureOf(read(fileOf('rgb.png'), rule([1, 7, 9], {isStrict: true})));
    expect(error.message).to.include('expected grey');
    expect(await read(fileOf('grey.png'), rule([1, 7, 9], {isStrict: true}))).to.have.length(63);
  });
});

/** A PNG whose header lies. */
function bomb(): Uint8Array {
  const bytes = Buffer.from(fileOf('rgb.png'));
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  // The checksum of the header's chunk.
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(12, 29)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 29);
  return bytes;
}
