// Protobuf's wire format, as far as it is needed to walk over a message without decoding it.
import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {fileError} from '../core/index.js';

/** Where the bytes of a message lie. */
export interface ByteSource {
  readonly sizeBytes: number;
  byteAt(position: number): number;
  /** The bytes from `start` to `end`, or fewer where the source ends; not to be kept or changed. */
  view(start: number, end: number): Uint8Array;
  /** Bytes of one's own, in a buffer of exactly that size. */
  copy(start: number, end: number): Uint8Array<ArrayBuffer>;
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.byteLength,
    byteAt: (position) => bytes[position] ?? 0,
    view: (start, end) => bytes.subarray(start, end),
    copy: (start, end) => new Uint8Array(bytes.subarray(start, end)),
  };
}

const WINDOW_BYTES = 65_536;

/** A file read piece by piece, so that no more of it is in memory than is asked for. */
export class FileSource implements ByteSource {
  readonly sizeBytes: number;
  private readonly descriptor: number;
  private window = new Uint8Array(0);
  private windowStart = 0;

  /** @throws IngotError `FILE_NOT_FOUND`, `FILE_UNREADABLE` */
  constructor(private readonly path: string) {
    try {
      this.descriptor = openSync(path, 'r');
      this.sizeBytes = fstatSync(this.descriptor).size;
    } catch (error) {
      throw fileError(error, path);
    }
  }

  byteAt(position: number): number {
    const place = position - this.windowStart;
    if (place >= 0 && place < this.window.byteLength) return this.window[place] ?? 0;
    return this.view(position, position + 1)[0] ?? 0;
  }

  view(start: number, end: number): Uint8Array {
    const last = Math.min(end, this.sizeBytes);
    if (start >= this.windowStart && last <= this.windowStart + this.window.byteLength)
      return this.window.subarray(start - this.windowStart, last - this.windowStart);
    if (last - start > WINDOW_BYTES) return this.copy(start, last);
    this.window = this.copy(start, Math.min(start + WINDOW_BYTES, this.sizeBytes));
    this.windowStart = start;
    return this.window.subarray(0, last - start);
  }

  copy(start: number, end: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.sizeBytes) - start));
    try {
      for (let done = 0; done < bytes.byteLength;) {
        const count = readSync(this.descriptor, bytes, done, bytes.byteLength - done, start + done);
        if (count === 0) throw new WireError(`the file ended at byte ${String(start + done)} while it was read`);
        done += count;
      }
    } catch (error) {
      throw fileError(error, this.path);
    }
    return bytes;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** The bytes are no message of this format. */
export class WireError extends Error {}

export const LENGTH_DELIMITED = 2;

/** One field of a message: the bytes from `start` to `end` are its tag and content, those from `content` its content. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

/**
 * The fields of the message between two positions.
 *
 * @throws WireError when the bytes are no whole fields; no memory is taken for what a length promises
 */
export function* wireFields(source: ByteSource, start: number, end: number): Generator<WireField> {
  for (let position = start; position < end;) {
    const tag = readVarint(source, position, end);
    const [number, wireType] = [Math.floor(tag.value / 8), tag.value % 8];
    if (number < 1) throw new WireError(`at byte ${String(position)} there is no field number`);
    const length = wireType === LENGTH_DELIMITED ? readVarint(source, tag.end, end) : undefined;
    const content = length?.end ?? tag.end;
    const after = length ? length.end + length.value : endOfScalar(source, tag.end, end, wireType);
    if (after > end)
      throw new WireError(
        `field ${String(number)} at byte ${String(position)} has ${String(after - content)} bytes by its own account, ` +
          `but ${String(end - content)} are left`,
      );
    yield {number, wireType, start: position, content, end: after};
    position = after;
  }
}

function endOfScalar(source: ByteSource, position: number, end: number, wireType: number): number {
  if (wireType === 0) return readVarint(source, position, end).end;
  if (wireType === 1) return position + 8;
  if (wireType === 5) return position + 4;
  throw new WireError(`at byte ${String(position)} there is a field of wire type ${String(wireType)}`);
}

const MAX_VARINT_BYTES = 10;

/** Exact below 2⁵³; larger ones are only ever skipped or refused. */
function readVarint(source: ByteSource, start: number, end: number): Varint {
  const last = Math.min(start + MAX_VARINT_BYTES, end);
  let [value, scale] = [0, 1];
  for (let position = start; position < last; position += 1) {
    const byte = source.byteAt(position);
    value += (byte & 127) * scale;
    if (byte < 128) return {value, end: position + 1};
    scale *= 128;
  }
  throw new WireError(`the number at byte ${String(start)} does not end`);
}

interface Varint {
  readonly value: number;
  readonly end: number;
}

/** The tag and length before a length-delimited field. */
export function fieldHead(number: number, sizeBytes: number): Uint8Array {
  return Uint8Array.from([...varint(number * 8 + LENGTH_DELIMITED), ...varint(sizeBytes)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

export function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

/** @returns the parts as one array */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(sizeOf(parts));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.byteLength;
  }
  return bytes;
}
