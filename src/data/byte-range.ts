// Bytes that can be read at any place: of a file without holding it, of what had to be unpacked from memory.
import {open as openFile} from 'node:fs/promises';
import {fileError} from '../core/index.js';
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
