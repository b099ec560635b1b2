import {expect} from 'chai';
import {readClip, Resampler, type ClipOptions} from '../../../src/data/audio/index.js';
import {makeWav, readAudioOracle} from '../../support/audio.js';

const sine = (length: number, rate: number): Float32Array =>
  Float32Array.from({length}, (_, at) => 0.5 * Math.sin((2 * Math.PI * 440 * at) / rate));

const resampler = new Resampler();

describe('resampling', () => {
  after(() => resampler.close());

  for (const {from, to, input, length, values} of readAudioOracle().resampled)
    it(`gives what libsamplerate gives: ${String(from)} to ${String(to)} Hz`, async () => {
      const samples = new Float32Array(Uint8Array.from(Buffer.from(input, 'base64')).buffer);
      const result = await resampler.convert(samples, {from, to}, 'clip');
      expect(result).to.have.length(Math.round((samples.length * to) / from));
      expect(Math.abs(result.length - length)).to.be.at.most(1);
      values.forEach((value, at) => {
        // The very end depends on how many samples the library makes of it.
        if (at * 7 < length - 1) expect(result[at * 7]).to.be.closeTo(value, 2e-6); // float32, another compiler
      });
    });

  it('keeps a tone a tone, and gives the same bytes each time', async () => {
    const [once, again] = await Promise.all(
      [1, 2].map(() => resampler.convert(sine(8000, 8000), {from: 8000, to: 11025}, 'clip')),
    );
    const expected = sine(11025, 11025);
    // Away from the ends, where there is sound on one side only.
    for (let at = 300; at < 10_700; at += 1) expect(once![at]).to.be.closeTo(expected[at]!, 1e-5);
    expect(once).to.deep.equal(again);
  });

  it('works through signals that are longer than one call of the library takes', async () => {
    const length = (1 << 20) + 4000;
    const result = await resampler.convert(sine(length, 16_000), {from: 16_000, to: 8000}, 'clip');
    const expected = sine(length / 2, 8000);
    expect(result).to.have.length(length / 2);
    for (const at of [1000, 400_000, 524_288, 525_000, length / 2 - 200])
      expect(result[at]).to.be.closeTo(expected[at]!, 1e-5);
  });
});

describe('a clip', () => {
  const read = (samples: number[], options: Omit<ClipOptions, 'resampler'>, channelCount = 1) =>
    readClip(makeWav({samples, sampleRate: 8000, channelCount}), 'clip', {...options, resampler});
  const scaled = (values: readonly number[]): Float32Array => Float32Array.from(values, (value) => value / 2 ** 15);

  it('is the mean of the channels', async () => {
    const {samples, source} = await read([100, 300, -5, 6], {}, 2);
    expect(samples).to.deep.equal(scaled([200, 0.5]));
    expect(source).to.deep.equal({format: 'wav', sampleRate: 8000, channelCount: 2, durationSeconds: 2 / 8000});
  });

  it('gets zeros behind it, or loses its end, and says how many samples', async () => {
    const short = await read([1, 2, 3], {length: 5});
    expect([short.samples, short.padded, short.cropped]).to.deep.equal([scaled([1, 2, 3, 0, 0]), 2, 0]);
    const long = await read([1, 2, 3], {length: 2});
    expect([long.samples, long.padded, long.cropped]).to.deep.equal([scaled([1, 2]), 0, 1]);
  });

  it('is the beginning of the whole, resampled, where its end is cut off', async () => {
    const samples = Array.from({length: 8000}, (_, at) => Math.round(9000 * Math.sin(at * at * 1e-5)));
    const whole = await read(samples, {sampleRate: 16_000});
    const start = await read(samples, {sampleRate: 16_000, length: 8000});
    expect([start.sampleRate, start.cropped]).to.deep.equal([16_000, 8000]);
    expect(start.samples).to.deep.equal(whole.samples.subarray(0, 8000));
  });
});
