// Image files as tensors: decoded, turned upright, over a background, resized, in bytes of 0 to 255 as
// `[channels, height, width]`. sharp (libvips) does the decoding and is loaded only here, where an image is read.
import {nearest} from '../../core/index.js';
import {dataError} from '../errors.js';
import {MISSING_TOKENS} from '../fields.js';
import type {ParseRule} from '../types.js';
import {defineMedia, type MediaReader, type MediaSample, type MediaSettings} from './define.js';
import {inspectImage, openImages, type ImageForm} from './image-decode.js';

/** How a picture of other proportions is brought to the size: cut at two sides, given borders, or stretched. */
export const FITS = ['cover', 'contain', 'fill'] as const;
export type Fit = (typeof FITS)[number];

/** The names of sharp, whose kernels they are. */
export const FILTERS = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3'] as const;
export type Filter = (typeof FILTERS)[number];

/** Files whose channels are looked at where --channels is not said. */
const SAMPLE_FILES = 64;
const LARGEST_SIDE = 8192;

/**
 * Without a size all images must be of that of the first; without channels there is one where the sample is all grey, and
 * then an image in colour is bad.
 */
export const image = defineMedia({
  name: 'image',
  plural: 'images',
  endings: [
    ...['.png', '.jpg', '.jpeg', '.jpe', '.jfif', '.webp', '.gif', '.tif', '.tiff', '.avif'],
    // Meant to be images, but not read: named, not passed over.
    ...['.bmp', '.heic', '.heif', '.svg', '.ico'],
  ],
  settings: ['size', 'fit', 'filter', 'channels', 'background'],
  facts: ['width', 'height'],
  async settle(settings, samples, report) {
    const size = sizeOf(settings);
    const channels = channelsOf(settings);
    checkResizing(settings, size);
    const found = size && channels ? undefined : await inspectSamples(samples);
    const first = found?.[0];
    const [width, height] = size ?? [first?.width ?? 0, first?.height ?? 0];
    if (width === 0)
      throw dataError('DATA_OPTION', 'Expected an image to take the size from, but none of the first can be read.', {
        hints: ['Say it: --size 32x32 (width and height).'],
      });
    const isGrey = found?.every((each) => each.isGrey) === true;
    const depth = channels ?? (isGrey ? 1 : 3);
    if (!size)
      report({
        type: 'note',
        message: `Images are expected to be ${String(width)}x${String(height)}, as the first; say --size to resize.`,
      });
    if (!channels)
      report({
        type: 'note',
        message: `Images are read as ${depth === 1 ? 'grey' : 'colour'}; --channels says otherwise.`,
      });
    return {
      kind: 'tensor',
      missing: MISSING_TOKENS,
      shape: [depth, height, width],
      element: 'uint8',
      media: {
        kind: 'image',
        options: {
          background: backgroundOf(settings),
          ...(size
            ? {fit: word(settings, 'fit', FITS) ?? 'cover', filter: word(settings, 'filter', FILTERS) ?? 'lanczos3'}
            : {}),
          ...(channels ? {} : {isStrict: true}),
        },
      },
    };
  },
  open: (rule): Promise<MediaReader> => openImages(formOf(rule)),
});

/** What a rule asks of an image. */
export function formOf({shape = [], media}: ParseRule): ImageForm {
  const [channels = 3, height = 1, width = 1] = shape;
  const {fit, filter, background, isStrict} = media?.options ?? {};
  return {
    channels,
    height,
    width,
    fit: FITS.find((each) => each === fit),
    filter: FILTERS.find((each) => each === filter) ?? 'lanczos3',
    background: typeof background === 'string' ? background : '#000000',
    refusesColour: channels === 1 && isStrict === true,
  };
}

function sizeOf({size}: MediaSettings): readonly [width: number, height: number] | undefined {
  if (size === undefined) return undefined;
  const [, wide, high] = /^(\d+)(?:x(\d+))?$/i.exec(String(size)) ?? [];
  const [width, height] = [Number(wide), Number(high ?? wide)];
  if (width >= 1 && height >= 1 && width <= LARGEST_SIDE && height <= LARGEST_SIDE) return [width, height];
  throw dataError(
    'DATA_OPTION',
    `--size expects width and height such as 32x32, each from 1 to ${String(LARGEST_SIDE)}, got '${String(size)}'.`,
  );
}

function channelsOf({channels}: MediaSettings): 1 | 3 | undefined {
  if (channels === undefined) return undefined;
  if (Number(channels) === 1) return 1;
  if (Number(channels) === 3) return 3;
  throw dataError('DATA_OPTION', `--channels expects 1 (grey) or 3 (colour), got '${String(channels)}'.`);
}

function backgroundOf({background}: MediaSettings): string {
  const text = String(background ?? '#000000').toLowerCase();
  const named: Readonly<Record<string, string>> = {black: '#000000', white: '#ffffff', grey: '#808080'};
  const colour = named[text] ?? text;
  if (/^#[0-9a-f]{6}$/.test(colour)) return colour;
  throw dataError('DATA_OPTION', `--background expects black, white, grey or #RRGGBB, got '${text}'.`);
}

function word<Word extends string>(settings: MediaSettings, name: string, known: readonly Word[]): Word | undefined {
  const given = settings[name];
  if (given === undefined) return undefined;
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  const near = nearest(String(given), known);
  throw dataError('DATA_OPTION', `--${name}: there is no '${String(given)}'.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known: ${known.join(', ')}.`],
  });
}

/** @throws IngotError `DATA_OPTION` for what says how to resize where nothing is resized */
function checkResizing(settings: MediaSettings, size: unknown): void {
  const idle = ['fit', 'filter'].find((name) => settings[name] !== undefined);
  if (size === undefined && idle !== undefined)
    throw dataError('DATA_OPTION', `--${idle} does nothing without --size: images are not resized.`, {
      hints: ['Say --size 32x32 as well.'],
    });
}

async function inspectSamples(samples: readonly MediaSample[]) {
  const found = [];
  for (const sample of samples.slice(0, SAMPLE_FILES)) {
    try {
      found.push(await inspectImage(await sample.bytes(), sample.where));
    } catch {
      // Reading the rows comes to the same file, and says what is wrong with it.
    }
  }
  return found;
}
