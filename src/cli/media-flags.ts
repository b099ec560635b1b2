// Flags of an import of media: what names the files, and what a file becomes.
import {Flags} from '@oclif/core';
import {durationFlag} from './flags.js';

export const mediaFlags = () => ({
  media: Flags.string({
    summary: 'The column of a table that names image or sound files, from the folder of the table.',
    helpValue: 'COL',
  }),
  size: Flags.string({
    summary: 'Resize images to width and height (default: all must be as the first).',
    helpValue: 'WxH',
  }),
  fit: Flags.option({
    summary: 'With --size, other proportions are cut (default: cover), bordered (contain) or stretched (fill).',
    options: ['cover', 'contain', 'fill'] as const,
  })(),
  filter: Flags.option({
    summary: 'With --size, how pixels are weighed (default: lanczos3).',
    options: ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3'] as const,
  })(),
  channels: Flags.option({
    summary: 'Read images as grey (1) or in colour (3) (default: as the first are).',
    options: ['1', '3'] as const,
  })(),
  background: Flags.string({
    summary: 'Behind transparent pixels and in borders: black, white, grey or #RRGGBB (default: black).',
    helpValue: 'COLOUR',
  }),
  'sample-rate': Flags.integer({
    summary: 'Resample sound to so many samples a second (default: all must be as the first).',
    min: 1,
    helpValue: 'HZ',
  }),
  duration: durationFlag({
    summary: 'Make clips so long: their end is cut off, or silence put behind (default: all must be as the first).',
    helpValue: '1s|500ms',
  }),
  'keep-size': Flags.boolean({
    summary: 'Keep width and height of images, duration and sample rate of sound, as columns.',
  }),
});

interface MediaWords {
  readonly media?: string | undefined;
  readonly size?: string | undefined;
  readonly fit?: string | undefined;
  readonly filter?: string | undefined;
  readonly channels?: string | undefined;
  readonly background?: string | undefined;
  readonly 'sample-rate'?: number | undefined;
  readonly duration?: number | undefined;
  readonly 'keep-size'?: boolean | undefined;
}

/** What the flags of {@link mediaFlags} become; undefined where none is given. */
export function parseMediaWords({media: column, 'keep-size': keepsFacts, ...words}: MediaWords) {
  const {size, fit, filter, channels, background, 'sample-rate': rate, duration} = words;
  const given = Object.entries({size, fit, filter, channels, background, 'sample-rate': rate, duration});
  const settings = Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  if (column === undefined && keepsFacts !== true && Object.keys(settings).length === 0) return undefined;
  return {column, settings, keepsFacts};
}
