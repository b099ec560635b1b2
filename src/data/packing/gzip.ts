import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import {cutOff, damaged} from './damage.js';
import type {Packing} from './define.js';

const CHUNK_BYTES = 1 << 18;

/** Several members one after the other are one stream (RFC 1952, 2.2); zeros behind them, as tapes have them, are nothing. */
async function* unpack(bytes: AsyncIterable<Uint8Array>, where: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({chunkSize: CHUNK_BYTES});
  // Errors reach the one who reads `gunzip`, and one who stops reading ends all of it.
  const done = pipeline(Readable.from(bytes), gunzip).catch(() => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    throw explained(error, where);
  } finally {
    gunzip.destroy();
    await done;
  }
}

function explained(cause: unknown, where: string): unknown {
  const {code = ''} = cause as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return cutOff('the gzip data', where, cause);
  return code.startsWith('Z_') ? damaged('the gzip data are', where, {cause}) : cause;
}

export const gzip: Packing = {
  name: 'gzip',
  label: 'gzip',
  endings: {'.gz': '', '.tgz': '.tar'},
  recognizes: ({bytes}) => bytes[0] === 0x1f && bytes[1] === 0x8b,
  unpack,
};
