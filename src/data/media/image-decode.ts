// One image file to bytes. Read are PNG, JPEG, WebP, GIF and TIFF (the first picture of several) and AVIF, told by what
// they begin with; SVG and PDF are programs rather than pixels and are refused before they reach a library.
import type {Sharp} from 'sharp';
import {dataError} from '../errors.js';
import type {Filter, Fit} from './image.js';
import type {MediaReader} from './define.js';

export interface ImageForm {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Undefined: images of any other size are bad. */
  readonly fit: Fit | undefined;
  readonly filter: Filter;
  /** `#rrggbb`: behind transparent pixels, and in the borders of `contain`. */
  readonly background: string;
  /** Whether a picture in colour is bad where there is one channel. */
  readonly refusesColour: boolean;
}

export interface ImageFacts {
  /** Upright, as it is seen. */
  readonly width: number;
  readonly height: number;
  readonly isGrey: boolean;
}

/** As in Pillow, twice what it warns of: beyond it a small file that claims to be so large is a trap. */
const MAX_PIXELS = 178_956_970;

const FORMATS = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif']);

type SharpModule = typeof import('sharp').default;
let loaded: Promise<SharpModule> | undefined;

/** The library, set up once: one thread an image (several are read at a time), nothing kept, no loaders of programs. */
async function loadSharp(): Promise<SharpModule> {
  loaded ??= import('sharp').then(({default: sharp}) => {
    sharp.concurrency(1);
    sharp.cache(false);
    sharp.block({operation: ['VipsForeignLoadSvg', 'VipsForeignLoadPdf', 'VipsForeignLoadMagick']});
    return sharp;
  });
  return loaded;
}

/** @throws IngotError `DATA_FORMAT`, `DATA_CORRUPT`, `DATA_TRUNCATED` */
export async function inspectImage(bytes: Uint8Array, where: string): Promise<ImageFacts> {
  const {facts} = await begin(await loadSharp(), bytes, where);
  return facts;
}

export async function openImages(form: ImageForm): Promise<MediaReader> {
  const sharp = await loadSharp();
  return {
    async read(bytes, where) {
      const {picture, facts} = await begin(sharp, bytes, where);
      checkForm(facts, form, where);
      const {width, height, fit, background, filter: kernel} = form;
      const upright = picture.autoOrient().flatten({background}).toColourspace('srgb');
      // libvips enlarges by its interpolator of the same name, reduces by the kernel.
      const sized = fit === undefined ? upright : upright.resize({width, height, fit, kernel, background});
      const pixels = await attempt(() => sized.raw({depth: 'uchar'}).toBuffer(), where, bytes);
      if (pixels.length !== 3 * width * height)
        throw dataError('DATA_CORRUPT', `${where}: its pixels are not those its header says.`, {data: {file: where}});
      const values = form.channels === 1 ? greyPlane(pixels) : colourPlanes(pixels);
      return {values, facts: [facts.width, facts.height]};
    },
    close: () => Promise.resolve(),
  };
}

async function begin(
  sharp: SharpModule,
  bytes: Uint8Array,
  where: string,
): Promise<{readonly picture: Sharp; readonly facts: ImageFacts}> {
  if (bytes.byteLength === 0)
    throw dataError('DATA_TRUNCATED', `${where}: expected an image, found an empty file.`, {data: {file: where}});
  refusePrograms(bytes, where);
  const picture = sharp(bytes, {limitInputPixels: MAX_PIXELS, failOn: 'warning', pages: 1});
  const {format, width, height, autoOrient, space} = await attempt(() => picture.metadata(), where, bytes);
  if (!FORMATS.has(format)) throw notAnImage(where, `found ${format}`);
  if (width * height > MAX_PIXELS)
    throw dataError(
      'DATA_FORMAT',
      `${where}: expected an image of at most ${String(MAX_PIXELS)} pixels, found ${String(width)}x${String(height)}.`,
      {data: {file: where}},
    );
  const isGrey = space === 'b-w' || space === 'grey16';
  return {picture, facts: {width: autoOrient.width, height: autoOrient.height, isGrey}};
}

/** @throws IngotError `DATA_FORMAT` for SVG, PDF and whatever else is text */
function refusePrograms(bytes: Uint8Array, where: string): void {
  const head = Buffer.from(bytes.subarray(0, 256))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf|\0/g, '')
    .trimStart();
  if (head.startsWith('<')) throw notAnImage(where, 'found SVG or HTML');
  if (head.startsWith('%PDF')) throw notAnImage(where, 'found PDF');
}

function notAnImage(where: string, found: string, cause?: unknown): Error {
  return dataError('DATA_FORMAT', `${where}: expected PNG, JPEG, WebP, GIF, TIFF or AVIF, ${found}.`, {
    data: {file: where},
    cause,
  });
}

function checkForm(facts: ImageFacts, {fit, width, height, refusesColour}: ImageForm, where: string): void {
  if (fit === undefined && (facts.width !== width || facts.height !== height))
    throw dataError(
      'DATA_SCHEMA_MISMATCH',
      `${where}: expected ${String(width)}x${String(height)} as in the first image, found ${String(facts.width)}x${String(facts.height)}`,
      {hints: ['Resize all to one size at import: --size 32x32.'], data: {file: where}},
    );
  if (refusesColour && !facts.isGrey)
    throw dataError('DATA_SCHEMA_MISMATCH', `${where}: expected grey as in the first images, found colour`, {
      hints: ['Say at import what is wanted: --channels 1 or --channels 3.'],
      data: {file: where},
    });
}

/** @throws IngotError for what the library says of damaged files */
async function attempt<T>(read: () => Promise<T>, where: string, bytes: Uint8Array): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.trim().split('\n')[0] ?? '') : String(cause);
    if (/unsupported image format/i.test(said)) throw notAnImage(where, 'found something else', cause);
    if (/exceeds pixel limit/i.test(said))
      throw dataError('DATA_FORMAT', `${where}: expected an image of at most ${String(MAX_PIXELS)} pixels.`, {
        data: {file: where},
        cause,
      });
    const code = endsEarly(bytes) ? 'DATA_TRUNCATED' : 'DATA_CORRUPT';
    throw dataError(code, `${where}: the image cannot be decoded: ${said}`, {data: {file: where}, cause});
  }
}

/**
 * Whether the mark that a file ends with is missing. Asked of the bytes: what the library says differs from run to run
 * where several files are decoded at once.
 */
function endsEarly(bytes: Uint8Array): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (content.toString('latin1', 1, 4) === 'PNG') return !content.includes('IEND');
  if (content[0] === 0xff && content[1] === 0xd8) return content.lastIndexOf(Buffer.from([0xff, 0xd9])) < 2;
  return content.toString('latin1', 0, 4) === 'RIFF' && content.length < 8 + content.readUInt32LE(4);
}

/** `[height, width, 3]` → `[3, height, width]` */
function colourPlanes(pixels: Uint8Array): Uint8Array {
  const plane = pixels.length / 3;
  const planes = new Uint8Array(pixels.length);
  for (let at = 0, from = 0; at < plane; at += 1, from += 3) {
    planes[at] = pixels[from] ?? 0;
    planes[plane + at] = pixels[from + 1] ?? 0;
    planes[2 * plane + at] = pixels[from + 2] ?? 0;
  }
  return planes;
}

/** Luma of ITU-R BT.601, rounded as in Pillow's conversion to L; grey stays what it is. */
function greyPlane(pixels: Uint8Array): Uint8Array {
  const plane = new Uint8Array(pixels.length / 3);
  for (let at = 0, from = 0; at < plane.length; at += 1, from += 3)
    plane[at] =
      ((pixels[from] ?? 0) * 19595 + (pixels[from + 1] ?? 0) * 38470 + (pixels[from + 2] ?? 0) * 7471 + 0x8000) >> 16;
  return plane;
}
