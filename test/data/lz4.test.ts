import {expect} from 'chai';
import {decodeLz4Frame} from '../../src/data/lz4.js';

// From pyarrow 26.0.1: pa.Codec('lz4').compress(text), text = b'abcabcabcabc' * 20 + bytes(range(64)) + b'x' * 300.
const FRAME =
  'BCJNGGBAglQAAAA/YWJjAwDa/zIAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/eAEA/xRQeHh4eHgAAAAA';
const TEXT = Buffer.concat([
  Buffer.from('abcabcabcabc'.repeat(20)),
  Buffer.from(Array.from({length: 64}, (_, byte) => byte)),
  Buffer.from('x'.repeat(300)),
]);

describe('decodeLz4Frame', () => {
  const frame = Buffer.from(FRAME, 'base64');

  it('gives back what pyarrow compressed, literals, matches and overlapping matches', () => {
    expect(Buffer.from(decodeLz4Frame(frame)).equals(TEXT)).to.equal(true);
  });

  it('fails on what is no frame, and on every frame that is cut', () => {
    expect(() => decodeLz4Frame(Buffer.from('no frame at all'))).to.throw('no frame');
    for (let length = 0; length < frame.length - 8; length += 1)
      expect(() => decodeLz4Frame(frame.subarray(0, length)), String(length)).to.throw();
  });

  it('fails on a match that begins before the data', () => {
    const block = Buffer.from([0x10, 0x61, 0x09, 0x00, 0x00]);
    const size = Buffer.from([block.length, 0, 0, 0]);
    const bad = Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]), size, block, Buffer.alloc(4)]);
    expect(() => decodeLz4Frame(bad)).to.throw('before the data');
  });
});
