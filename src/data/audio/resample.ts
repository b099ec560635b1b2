// Another sample rate, by libsamplerate in WebAssembly.
import {createRequire} from 'node:module';
import {corruptAudio, MAX_SAMPLES, tooLong} from './define.js';

/**
 * `SRC_SINC_MEDIUM_QUALITY` of libsamplerate: band-limited interpolation that keeps 90 % of the band, with noise at −121 dB.
 * The best one keeps 97 % and takes three to five times as long.
 */
const MEDIUM_QUALITY = 1;

/** What the library converts in one call without keeping anything from one to the next: 4 MB. */
const MAX_PIECE = 1 << 20;

/** Samples a second that the library takes. */
const MAX_RATE = 192_000;

/** Zeros behind a long signal, so that the converter gives its end out. */
const TAIL = 1 << 14;

type Library = typeof import('@alexanderolsen/libsamplerate-js');
type Converter = Awaited<ReturnType<Library['create']>>;

/** Loaded with the first signal. Keeps a converter for each pair of rates, since making one takes as long as using it. */
export class Resampler {
  private readonly converters = new Map<string, Promise<Converter>>();

  /**
   * @param samples - one channel
   * @param rates - samples a second
   * @returns `round(length · to / from)` samples: the same instants of time, the first one included
   * @throws IngotError `DATA_FORMAT` where that would be too many, `DATA_CORRUPT` for a rate that no sound has
   */
  async convert(samples: Float32Array, rates: {from: number; to: number}, where: string): Promise<Float32Array> {
    const {from, to} = rates;
    if (from === to) return samples;
    const length = Math.round((samples.length * to) / from);
    if (length > MAX_SAMPLES) throw tooLong(where);
    if (from > MAX_RATE)
      throw corruptAudio(
        where,
        `it has ${String(from)} samples a second, of which at most ${String(MAX_RATE)} are taken`,
      );
    const exact = new Float32Array(length);
    // The library may give one sample fewer, or those of the tail.
    exact.set((await this.converted(samples, from, to)).subarray(0, length));
    return exact;
  }

  async close(): Promise<void> {
    for (const converter of this.converters.values()) (await converter).destroy();
    this.converters.clear();
  }

  private async converted(samples: Float32Array, from: number, to: number): Promise<Float32Array> {
    if (samples.length <= MAX_PIECE) return (await this.converterOf(from, to)).simple(samples);
    // Cut into pieces by the library, which remembers the end of the one before: a converter of its own.
    const converter = await createConverter(from, to);
    const longer = new Float32Array(samples.length + TAIL);
    longer.set(samples);
    try {
      return converter.full(longer);
    } finally {
      converter.destroy();
    }
  }

  private converterOf(from: number, to: number): Promise<Converter> {
    const key = `${String(from)}/${String(to)}`;
    const made = this.converters.get(key) ?? createConverter(from, to);
    this.converters.set(key, made);
    return made;
  }
}

/** As CommonJS, because the loaders of Node and of the tests give this bundle different shapes as a module. */
function createConverter(from: number, to: number): Promise<Converter> {
  const library = createRequire(import.meta.url)('@alexanderolsen/libsamplerate-js') as Library;
  return library.create(1, from, to, {converterType: MEDIUM_QUALITY});
}
