// Bytes that can be read at any place: of a file without holding it, of what had to be unpacked from memory.
import {open as openFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';
import {fileError} from '../core/index.js';
import {dataError} from './errors.js';
import {plainFile} from './plain-file.js';
import type {Source} from './sources.js';

export interface ByteRange {
  readonly length: number;
  /** @returns a copy of its own; shorter only at the end */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export function bytesInMemory(bytes: Buffer): ByteRange {
  return {
    length: bytes.byteLength,
    read: (position, length) => Promise.resolve(Buffer.from(bytes.subarray(position, position + length))),
    close: () => Promise.resolve(),
  };
}

/** A part of another range; closing it closes nothing. */
export function partOf(range: ByteRange, start: number, length: number): ByteRange {
  return {
    length,
    read: (position, count) => range.read(start + position, Math.min(count, length - position)),
    close: () => Promise.resolve(),
  };
}

const GZIP = '\x1f\x8b';

/** The bytes of a source, unpacked where they are gzip. @throws IngotError `FILE_NOT_FOUND`, `DISK_FULL`, `DATA_CORRUPT` */
export async function openUnpackedRange(source: Source): Promise<ByteRange> {
  const range = await openRange(source);
  const head = await range.read(0, 2);
  if (head.toString('latin1') !== GZIP) return range;
  try {
    return bytesInMemory(await promisify(gunzip)(await range.read(0, range.length)));
  } catch (cause) {
    throw dataError('DATA_CORRUPT', `${source.name}: the gzip data are damaged or end early.`, {
      hints: ['Fetch or pack the file again.'],
      cause,
      data: {file: source.name},
    });
  } finally {
    await range.close();
  }
}

/** The bytes of a source. @throws IngotError `FILE_NOT_FOUND`, `DISK_FULL`, and whatever reading the source throws */
export async function openRange(source: Source): Promise<ByteRange> {
  const {path, close} = await plainFile(source);
  try {
    const file = await openFile(path);
    const {size} = await file.stat();
    return {
      length: size,
      async read(position, length) {
        // An allocation of its own: slices of Node's pool are not aligned.
        const buffer = Buffer.from(new ArrayBuffer(Math.max(0, Math.min(length, size - position))));
        let done = 0;
        while (done < buffer.byteLength) {
          const {bytesRead} = await file.read(buffer, done, buffer.byteLength - done, position + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        return buffer.subarray(0, done);
      },
      async close() {
        await file.close();
        close();
      },
    };
  } catch (error) {
    close();
    throw fileError(error, path);
  }
}
