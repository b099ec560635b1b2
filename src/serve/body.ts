// Request bodies: JSON whatever the Content-Type says (some clients send none), gzip and deflate included.
import {promisify} from 'node:util';
import {gunzip, inflate} from 'node:zlib';
import {RequestError} from './errors.js';

const DECODERS: Readonly<Record<string, (bytes: Buffer, options: {maxOutputLength: number}) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, {maxOutputLength: number}, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, {maxOutputLength: number}, Buffer>(gunzip),
  deflate: promisify<Buffer, {maxOutputLength: number}, Buffer>(inflate),
};

/**
 * @param limitBytes - of the decoded body
 * @throws RequestError 400 (not JSON, does not decompress), 413 (too large), 415 (unknown encoding)
 */
export async function readJsonBody(bytes: Buffer, encoding: string | undefined, limitBytes: number): Promise<unknown> {
  const text = (await decode(bytes, encoding?.trim().toLowerCase() ?? 'identity', limitBytes)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = /[:,[\s](NaN|-?Infinity)\b/.test(text)
      ? ' NaN and Infinity are not JSON: a missing number is null.'
      : '';
    throw new RequestError(400, `Not JSON: ${reason}.${hint}`);
  }
}

async function decode(bytes: Buffer, encoding: string, limitBytes: number): Promise<Buffer> {
  if (encoding === 'identity' || encoding === '') return bytes;
  const decoder = DECODERS[encoding];
  if (!decoder) throw new RequestError(415, `Unknown Content-Encoding '${encoding}'; gzip and deflate are known.`);
  try {
    return await decoder(bytes, {maxOutputLength: limitBytes});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new RequestError(413, `The body is larger than ${String(limitBytes)} bytes once decompressed.`);
    throw new RequestError(
      400,
      `The body is not ${encoding}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
