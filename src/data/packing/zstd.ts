// Zstandard. Frames and blocks are told apart here, so that a window of gigabytes is refused before it is reserved and a block
// that becomes much more than it was is one block; what is in a block fzstd unpacks. @see RFC 8878
import {IngotError} from '../../core/index.js';
import {ByteReader} from '../byte-reader.js';
import {dataError} from '../errors.js';
import {cutOff, damaged} from './damage.js';
import type {Packing} from './define.js';

const WHAT = 'the zstd data';
const MAGIC = 0xfd2fb528;
const SKIPPED_MAGIC = 0x184d2a50;
/** As the zstd command has it, but for `--long=28` and above. */
const MAX_WINDOW_BYTES = 2 ** 27;
/** RFC 8878, 3.1.1.2.4 */
const MAX_BLOCK_BYTES = 1 << 17;
const RLE = 1;
const RESERVED = 3;
const CHECKSUM_BYTES = 4;

interface FrameHeader {
  readonly bytes: Uint8Array;
  readonly hasChecksum: boolean;
}

/** Little-endian, as exact as float64 is. */
function numberOf(bytes: Uint8Array): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
}

/** The header of a frame behind its magic number (RFC 8878, 3.1.1.1). */
async function readHeader(exact: (count: number) => Promise<Uint8Array>, where: string): Promise<FrameHeader> {
  const [flags = 0] = await exact(1);
  const isSingleSegment = (flags & 0x20) !== 0;
  const sizeCode = flags >> 6;
  const window = await exact(isSingleSegment ? 0 : 1);
  const dictionary = await exact([0, 1, 2, 4][flags & 3] ?? 0);
  const size = await exact(sizeCode === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeCode);
  if (numberOf(dictionary) !== 0)
    throw dataError('DATA_FORMAT', `${where}: it is packed with a zstd dictionary, which is not in it.`, {
      hints: ['Unpack it on the way: zstd -dc -D DICTIONARY FILE | ingot data import - …'],
    });
  const base = 2 ** (10 + ((window[0] ?? 0) >> 3));
  const bytes = isSingleSegment
    ? numberOf(size) + (sizeCode === 1 ? 256 : 0)
    : base + (base / 8) * ((window[0] ?? 0) & 7);
  if (bytes > MAX_WINDOW_BYTES)
    throw dataError(
      'DATA_FORMAT',
      `${where}: its zstd window is ${String(bytes)} bytes, more than the 128 MiB read here.`,
      {
        hints: ['Unpack it on the way: zstd -dc --long=31 FILE | ingot data import - …'],
      },
    );
  const magic = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
  return {
    bytes: Buffer.concat([magic, Uint8Array.of(flags), window, dictionary, size]),
    hasChecksum: (flags & 4) !== 0,
  };
}

async function* unpack(bytes: AsyncIterable<Uint8Array>, where: string): AsyncGenerator<Uint8Array> {
  const {Decompress} = await import('fzstd');
  const reader = new ByteReader(bytes);
  const exact = async (count: number): Promise<Uint8Array> => {
    const found = await reader.read(count);
    if (found.byteLength < count) throw cutOff(WHAT, where);
    return found;
  };
  try {
    for (;;) {
      const magicBytes = await reader.read(4);
      if (magicBytes.byteLength === 0) return;
      if (magicBytes.byteLength < 4) throw cutOff(WHAT, where);
      const magic = numberOf(magicBytes);
      if (magic - (magic % 16) === SKIPPED_MAGIC) {
        const length = numberOf(await exact(4));
        if ((await reader.skip(length)) < length) throw cutOff(WHAT, where);
        continue;
      }
      if (magic !== MAGIC) throw damaged(`${WHAT} are`, where);
      const header = await readHeader(exact, where);
      const out: Uint8Array[] = [];
      const frame = new Decompress((piece) => out.push(piece));
      frame.push(header.bytes);
      for (let isLast = false; !isLast;) {
        const start = await exact(3);
        const word = numberOf(start);
        const [type, length] = [(word >> 1) & 3, word >> 3];
        isLast = (word & 1) === 1;
        if (type === RESERVED || length > MAX_BLOCK_BYTES) throw damaged(`${WHAT} are`, where);
        const body = await exact(type === RLE ? 1 : length);
        const end = await exact(isLast && header.hasChecksum ? CHECKSUM_BYTES : 0);
        frame.push(Buffer.concat([start, body, end]), isLast);
        yield* out.splice(0);
      }
    }
  } catch (error) {
    // What is wrong within a block the library says by errors of its own, or of what it did not expect.
    throw error instanceof IngotError || isOfSystem(error) ? error : damaged(`${WHAT} are`, where, {cause: error});
  } finally {
    await reader.close();
  }
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

export const zstd: Packing = {
  name: 'zstd',
  label: 'zstd',
  endings: {'.zst': '', '.zstd': '', '.tzst': '.tar'},
  recognizes: ({bytes}) => bytes.byteLength >= 4 && isFrame(numberOf(bytes.subarray(0, 4))),
  unpack,
};

function isFrame(magic: number): boolean {
  return magic === MAGIC || magic - (magic % 16) === SKIPPED_MAGIC;
}
