// Arrow of other tools whose buffers are compressed by zstd.
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {openDataset} from '../../src/data/index.js';
import {decodeZstdFrames} from '../../src/data/zstd-buffer.js';
import {makeFile, removeFolders, rowsOf} from './support.js';

/** By test/oracle/arrow_compressed.py. */
const {files} = JSON.parse(readFileSync(new URL('../oracle/arrow_compressed.json', import.meta.url), 'utf8')) as {
  readonly files: Readonly<Record<string, string>>;
};

describe('Arrow compressed by zstd', () => {
  after(removeFolders);

  for (const [name, content] of Object.entries(files))
    it(`is read as others read it: ${name}`, async () => {
      const dataset = await openDataset(makeFile(name, Buffer.from(content, 'base64')));
      expect(await rowsOf(dataset)).to.deep.equal(
        Array.from({length: 1000}, (_, x) => ({x: x % 10 === 3 ? NaN : x, k: `k${String(x % 7)}`})),
      );
    });

  it('is refused beyond its limit, and where it is cut', () => {
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3]);
    // Blocks of 128 KiB of one byte, four bytes each.
    const block = Buffer.from([0x02, 0x00, 0x10, 0x41]);
    const bomb = Buffer.concat([header, ...new Array<Buffer>(9).fill(block)]);
    expect(() => decodeZstdFrames(bomb, 2 ** 20)).to.throw('more than 1048576 bytes');
    expect(() => decodeZstdFrames(header)).to.throw();
  });
});
