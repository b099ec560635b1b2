// How much may come out of what is packed: a bomb of a megabyte that becomes terabytes is stopped on the way.
import {dataError} from '../errors.js';
import type {IngotError} from '../../core/index.js';

/** Unpacked to packed; of CSV it is seldom above 50, and gzip ends at 1,032. */
const MAX_RATIO = 200;
/** So much may always come out. */
const FREE_BYTES = 2 ** 28;

/** Holds unpacking to `--max-unpacked`, or without it to 200 times the packed bytes (and at least 256 MiB). */
export class UnpackLimit {
  /** @param maxBytes - of each file that is named */
  constructor(private readonly maxBytes: number | undefined) {}

  /** @param packed - so far @throws IngotError `DATA_UNPACKED_SIZE` */
  check({packed, unpacked}: {readonly packed: number; readonly unpacked: number}, where: string): void {
    if (unpacked > (this.maxBytes ?? Math.max(FREE_BYTES, MAX_RATIO * packed))) throw this.exceeded(packed, where);
  }

  private exceeded(packed: number, where: string): IngotError {
    const found =
      this.maxBytes === undefined
        ? `it unpacks to more than ${String(MAX_RATIO)} times its ${String(packed)} bytes`
        : `it unpacks to more than ${String(this.maxBytes)} bytes`;
    return dataError('DATA_UNPACKED_SIZE', `${where}: ${found}, which is the limit.`, {
      hints: ['If the file is to be trusted, say how much may come out of it: data import --max-unpacked 20G.'],
      data: {file: where},
    });
  }
}

/** The bytes that come out, counted against those that went in. */
export async function* limited(
  bytes: AsyncIterable<Uint8Array>,
  unpack: (bytes: AsyncIterable<Uint8Array>, where: string) => AsyncGenerator<Uint8Array>,
  {limit, where}: {readonly limit: UnpackLimit; readonly where: string},
): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      packed += chunk.byteLength;
      yield chunk;
    }
  };
  for await (const chunk of unpack(counted(), where)) {
    unpacked += chunk.byteLength;
    limit.check({packed, unpacked}, where);
    yield chunk;
  }
}
