// Where a tensor outside the model file lies. A model must not make us read files elsewhere on the machine.
import {open, realpath, stat} from 'node:fs/promises';
import {join, sep} from 'node:path';
import {fileError} from '../core/index.js';
import {onnxError} from './errors.js';
import type {TensorProto} from './generated/onnx_pb.js';

/** Which bytes of which file, as the tensor says. */
export interface ExternalPlace {
  /** Relative to the folder of the model. */
  readonly location: string;
  readonly offset: number;
  readonly length: number | undefined;
}

/**
 * @param name - of the tensor, for messages
 * @throws IngotError `MODEL_INVALID` for a location that is no relative path downwards, and for a bad offset or length
 */
export function externalPlace(proto: TensorProto, name: string): ExternalPlace {
  const entries = new Map(proto.externalData.map(({key, value}) => [key, value]));
  const location = entries.get('location') ?? '';
  // Both kinds of separators, whatever the machine: a file must not mean one thing here and another there.
  const parts = location.split(/[\\/]/);
  if (location === '' || parts[0] === '' || parts.includes('..') || /^[A-Za-z]:|\0/.test(location))
    throw onnxError(
      'MODEL_INVALID',
      `Tensor '${name}': expected a file beside the model, got ${JSON.stringify(location)}.`,
    );
  return {
    location,
    offset: sizeAt(entries, 'offset', name) ?? 0,
    length: sizeAt(entries, 'length', name),
  };
}

function sizeAt(entries: ReadonlyMap<string, string>, key: string, name: string): number | undefined {
  const text = entries.get(key);
  if (text === undefined) return undefined;
  const size = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(size)) return size;
  throw onnxError(
    'MODEL_INVALID',
    `Tensor '${name}': expected a number of bytes as the ${key} of its place, got ${JSON.stringify(text)}.`,
  );
}

export interface PlaceRequest {
  readonly folder: string;
  readonly location: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Of the tensor, for messages. */
  readonly name: string;
}

/**
 * @returns the bytes, in a buffer of their own
 * @throws IngotError `FILE_NOT_FOUND`, `MODEL_CORRUPT` when the file is too short, `MODEL_INVALID` when it is no plain
 * file in the folder, links followed
 */
export async function readPlace({folder, location, offset, sizeBytes, name}: PlaceRequest): Promise<ArrayBuffer> {
  const path = join(folder, location);
  try {
    const [real, realFolder] = await Promise.all([realpath(path), realpath(folder === '' ? '.' : folder)]);
    if (!real.startsWith(realFolder.endsWith(sep) ? realFolder : realFolder + sep))
      throw onnxError(
        'MODEL_INVALID',
        `Tensor '${name}': '${location}' is a link that leads out of the model's folder.`,
        {
          hints: ['Put the file itself beside the model.'],
        },
      );
    const stats = await stat(real);
    // Opening a named pipe would wait for ever.
    if (!stats.isFile()) throw onnxError('MODEL_INVALID', `Tensor '${name}': ${path} is no plain file.`);
    const present = Math.max(0, stats.size - offset);
    if (present < sizeBytes)
      throw onnxError(
        'MODEL_CORRUPT',
        `${path}: expected ${String(sizeBytes)} bytes for tensor '${name}' at ${String(offset)}, found ${String(present)}.`,
      );
    return await readBytes(real, offset, sizeBytes);
  } catch (error) {
    throw fileError(error, path);
  }
}

async function readBytes(file: string, offset: number, sizeBytes: number): Promise<ArrayBuffer> {
  const bytes = allocate(file, sizeBytes);
  const handle = await open(file);
  try {
    for (let done = 0; done < sizeBytes;) {
      const {bytesRead} = await handle.read(bytes, done, sizeBytes - done, offset + done);
      if (bytesRead === 0) throw onnxError('MODEL_CORRUPT', `${file}: the file became shorter while it was read.`);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return bytes.buffer;
}

function allocate(file: string, sizeBytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(sizeBytes);
  } catch (error) {
    throw onnxError('MODEL_UNSUPPORTED', `${file}: a tensor of ${String(sizeBytes)} bytes does not fit into memory.`, {
      cause: error,
    });
  }
}
