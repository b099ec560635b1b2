import {expect} from 'chai';
import fc from 'fast-check';
import {IngotError} from '../../../src/core/index.js';
import {decodeAudio} from '../../../src/data/audio/index.js';
import {decodeALaw, decodeMuLaw} from '../../../src/data/audio/g711.js';
import {rejectionOf} from '../../support/error-of.js';
import {makeWav, readAudioOracle} from '../../support/audio.js';

const oracle = readAudioOracle();
const fileOf = (name: string): Buffer => {
  const found = [...oracle.files, ...oracle.refused].find((each) => each.name === name);
  return Buffer.from(found!.file, 'base64');
};
const errorOf = async (bytes: Uint8Array): Promise<IngotError> => rejectionOf(decodeAudio(bytes, 'clip'));

describe('decoding audio', () => {
  for (const {name, file, sampleRate, frames, values} of oracle.files)
    it(`gives the samples that libsndfile gives: ${name}`, async () => {
      const decoded = await decodeAudio(Buffer.from(file, 'base64'), name);
      expect([decoded.sampleRate, name.startsWith(decoded.format)]).to.deep.equal([sampleRate, true]);
      // mpg123 gives one channel twice.
      const channels = values.length === 1 ? decoded.channels.slice(0, 1) : decoded.channels;
      expect(channels.map(({length}) => length)).to.deep.equal(values.map(() => frames));
      // Lossless files are exact; two decoders of one lossy file differ by rounding.
      const tolerance = /mp3|ogg/.test(name) ? 2e-6 : 0;
      channels.forEach((channel, at) =>
        values[at]!.forEach((value, index) => expect(channel[index * 13]).to.be.closeTo(value, tolerance)),
      );
    });

  for (const {name, file} of oracle.refused)
    it(`names the coding it does not read: ${name}`, async () => {
      const error = await errorOf(Buffer.from(file, 'base64'));
      expect([error.code, error.message.includes(name)]).to.deep.equal(['DATA_FORMAT', true]);
    });

  const whole = makeWav({samples: [1, -2, 3, -4], sampleRate: 8000});
  const withSize = (size: number): Buffer => {
    const bytes = Buffer.from(whole);
    bytes.writeUInt32LE(size, 40);
    return bytes;
  };
  const cases: readonly [name: string, bytes: Buffer, code: string, said: string][] = [
    ['an empty file', Buffer.alloc(0), 'DATA_TRUNCATED', 'it is empty'],
    ['a WAV that ends in its samples', whole.subarray(0, 49), 'DATA_TRUNCATED', 'expected 8 bytes of samples, found 5'],
    ['a WAV that ends before its samples', whole.subarray(0, 38), 'DATA_TRUNCATED', "a 'data' chunk"],
    ['a WAV that ends in its description', whole.subarray(0, 30), 'DATA_TRUNCATED', "of chunk 'fmt '"],
    ['a size of 3.9 GB that is not there', withSize(0xeeeeeeee), 'DATA_TRUNCATED', '4008636142 bytes of samples'],
    ['half a frame', withSize(7), 'DATA_CORRUPT', 'expected whole frames of 2 bytes, found 7'],
    ['no samples', makeWav({samples: [], sampleRate: 8000}), 'DATA_EMPTY', 'found no sample'],
    ['no channels', makeWav({samples: [1], sampleRate: 8000, channelCount: 0}), 'DATA_CORRUPT', '0 channels'],
    ['a rate of 0', makeWav({samples: [1], sampleRate: 0}), 'DATA_CORRUPT', 'at 0 Hz'],
    ['big-endian WAV', Buffer.concat([Buffer.from('RIFX'), whole.subarray(4)]), 'DATA_FORMAT', 'RIFX'],
    ['text', Buffer.from('not audio at all'), 'DATA_FORMAT', 'Read are WAV, FLAC, Ogg Vorbis, MP3.'],
  ];
  for (const [name, bytes, code, said] of cases)
    it(`refuses ${name}`, async () => {
      const error = await errorOf(bytes);
      expect(error.code).to.equal(code);
      expect([error.message, ...error.suggestions].join(' ')).to.contain(said);
    });

  it('takes samples to the end where the writer did not know how many there would be', async () => {
    const {channels} = await decodeAudio(withSize(0xffffffff), 'piped');
    expect(channels.map((channel) => [...channel])).to.deep.equal([[1, -2, 3, -4].map((value) => value / 2 ** 15)]);
  });

  it('passes over chunks it does not know, of odd sizes too', async () => {
    const chunk = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1');
    const {channels} = await decodeAudio(Buffer.concat([whole.subarray(0, 12), chunk, whole.subarray(12)]), 'clip');
    expect(channels[0]).to.have.length(4);
  });

  for (const name of ['wav: float', 'flac: 16 bits', 'flac: 24 bits', 'mp3: two channels', 'ogg-vorbis'])
    it(`notices that a file is cut off: ${name}`, async () => {
      const bytes = fileOf(name);
      for (const share of [0.02, 0.4, 0.97]) {
        const {code} = await errorOf(bytes.subarray(0, Math.ceil(bytes.byteLength * share)));
        expect(code).to.be.oneOf(['DATA_TRUNCATED', 'DATA_CORRUPT', 'DATA_FORMAT']);
      }
    });

  for (const name of ['flac: 16 bits', 'ogg-vorbis'])
    it(`notices a flipped bit by the checksum of the file: ${name}`, async () => {
      const bytes = Buffer.from(fileOf(name));
      const at = Math.floor(bytes.byteLength * 0.9);
      bytes[at] = bytes[at]! ^ 4;
      expect((await errorOf(bytes)).code).to.equal('DATA_CORRUPT');
    });

  it('refuses samples that are no numbers', async () => {
    const bytes = fileOf('wav: float');
    bytes.writeFloatLE(NaN, bytes.byteLength - 4);
    expect((await errorOf(bytes)).message).to.contain('no finite number');
  });

  it('gives samples or an error of its own for whatever bytes a WAV holds', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(59), fc.nat(255)), {minLength: 1, maxLength: 6}),
        fc.nat(60),
        async (changes, length) => {
          const bytes = Buffer.from(makeWav({samples: [1, 2, 3, 4, 5, 6, 7, 8], sampleRate: 8000}));
          for (const [at, value] of changes) bytes[at] = value;
          try {
            const {channels} = await decodeAudio(bytes.subarray(0, length), 'clip');
            expect(channels.length * channels[0]!.length).to.be.within(1, 16);
          } catch (error) {
            expect(error).to.be.instanceOf(IngotError);
            expect((error as IngotError).code).to.match(/^DATA_/);
          }
        },
      ),
      {numRuns: 500},
    ));
});

describe('G.711', () => {
  // ITU-T G.711: the least and the greatest magnitudes of both laws, times 8 and 4 to 16 bits.
  it('has its known ends', () => {
    expect([0xd5, 0x55, 0xaa, 0x2a].map((code) => decodeALaw(code) * 2 ** 15)).to.deep.equal([8, -8, 32256, -32256]);
    expect([0xff, 0x7f, 0x80, 0x00].map((code) => decodeMuLaw(code) * 2 ** 15)).to.deep.equal([0, -0, 32124, -32124]);
  });
});
