// Sound files as rows of samples: decoded, one channel, at one sample rate, of one length.
import {audioFormats, decodeAudio, readClip, Resampler, type ClipOptions} from '../audio/index.js';
import {dataError} from '../errors.js';
import {MISSING_TOKENS} from '../fields.js';
import type {ParseRule} from '../types.js';
import {defineMedia, type MediaReader, type MediaSample, type MediaSettings} from './define.js';

const HIGHEST_RATE = 192_000;

/** Meant to be sound, but not read: named, not passed over. */
const OTHER_ENDINGS = ['.aif', '.aiff', '.au', '.m4a', '.aac', '.opus', '.wma', '.amr', '.caf'];

/**
 * float32 `[samples]`, full scale ±1. Channels are mixed to their mean; clips longer than the duration lose their end, shorter
 * ones get silence behind them. Without a sample rate or a duration all files must have those of the first.
 */
export const audio = defineMedia({
  name: 'audio',
  plural: 'sound files',
  endings: [...audioFormats.values().flatMap(({endings}) => endings), ...OTHER_ENDINGS],
  settings: ['sample-rate', 'duration'],
  facts: ['duration', 'sample_rate'],
  async settle(settings, samples, report) {
    const given = {rate: rateOf(settings), duration: durationOf(settings)};
    const first = given.rate !== undefined && given.duration !== undefined ? undefined : await firstReadable(samples);
    const sampleRate = given.rate ?? first?.sampleRate ?? 0;
    const length = Math.round((given.duration ?? first?.durationSeconds ?? 0) * sampleRate);
    if (length === 0)
      throw dataError('DATA_OPTION', 'Expected a clip of at least one sample; none of the first files can be read.', {
        hints: ['Say what is wanted: --sample-rate 16000 --duration 1s.'],
      });
    const note = (message: string): void => report({type: 'note', message});
    if (given.rate === undefined)
      note(`Sound is expected at ${String(sampleRate)} Hz, as in the first file; say --sample-rate to resample.`);
    if (given.duration === undefined)
      note(`Clips are expected to be ${String(length)} samples long, as the first; say --duration to crop and pad.`);
    return {
      kind: 'tensor',
      missing: MISSING_TOKENS,
      shape: [length],
      element: 'float32',
      sampleRate,
      media: {
        kind: 'audio',
        options: {resamples: given.rate !== undefined, fits: given.duration !== undefined},
      },
    };
  },
  open: (rule): Promise<MediaReader> => Promise.resolve(openAudio(rule)),
});

function openAudio({shape: [length = 1] = [], sampleRate = 1, media}: ParseRule): MediaReader {
  const resampler = new Resampler();
  const {resamples, fits} = media?.options ?? {};
  const options: ClipOptions = {sampleRate, length: fits === false ? undefined : length, resampler};
  return {
    async read(bytes, where) {
      const {samples, source, padded, cropped} = await readClip(bytes, where, options);
      const refuse = (found: string, hint: string): Error =>
        dataError('DATA_SCHEMA_MISMATCH', `${where}: ${found}`, {hints: [hint], data: {file: where}});
      if (resamples === false && source.sampleRate !== sampleRate)
        throw refuse(
          `expected ${String(sampleRate)} Hz as in the first file, found ${String(source.sampleRate)}`,
          'Bring all to one rate at import: --sample-rate 16000.',
        );
      if (samples.length !== length)
        throw refuse(
          `expected ${String(length)} samples as in the first file, found ${String(samples.length)}`,
          'Bring all to one length at import: --duration 1s.',
        );
      return {
        values: samples,
        facts: [source.durationSeconds, source.sampleRate],
        changes: [...(padded > 0 ? ['silence put behind the sound'] : []), ...(cropped > 0 ? ['end cut off'] : [])],
      };
    },
    close: () => resampler.close(),
  };
}

function rateOf(settings: MediaSettings): number | undefined {
  const given = settings['sample-rate'];
  if (given === undefined) return undefined;
  const rate = Number(given);
  if (Number.isInteger(rate) && rate >= 1 && rate <= HIGHEST_RATE) return rate;
  throw dataError(
    'DATA_OPTION',
    `--sample-rate expects a whole number from 1 to ${String(HIGHEST_RATE)} (Hz), got '${String(given)}'.`,
  );
}

/** Seconds. */
function durationOf(settings: MediaSettings): number | undefined {
  const given = settings['duration'];
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (seconds > 0 && seconds <= 3600) return seconds;
  throw dataError(
    'DATA_OPTION',
    `--duration expects a time up to an hour such as 1s or 500ms, got '${String(given)}'.`,
  );
}

async function firstReadable(samples: readonly MediaSample[]) {
  for (const sample of samples)
    try {
      const {sampleRate, channels} = await decodeAudio(await sample.bytes(), sample.where);
      return {sampleRate, durationSeconds: (channels[0]?.length ?? 0) / sampleRate};
    } catch {
      // Reading the rows comes to the same file, and says what is wrong with it.
    }
  return undefined;
}
