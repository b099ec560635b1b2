// Models in files.
import {readFile, stat} from 'node:fs/promises';
import {basename} from 'node:path';
import {AtomicFile, fileError, IngotError} from '../core/index.js';
import {decodeModel, decodeSource, encodeModel, encodeParts} from './codec.js';
import {onnxError} from './errors.js';
import {loadExternalData, moveOut} from './external-data.js';
import {mapModelTensors} from './map-tensors.js';
import type {Model} from './types.js';
import {FileSource} from './wire.js';

/**
 * Reads an .onnx file, and the files its large tensors lie in.
 *
 * @throws IngotError `FILE_NOT_FOUND`, `MODEL_CORRUPT`, `MODEL_INVALID`, `MODEL_UNSUPPORTED`; the message names the file
 */
export async function readModel(path: string): Promise<Model> {
  try {
    return await loadExternalData(await decodeFile(path), path);
  } catch (error) {
    if (!(error instanceof IngotError) || !(error.code in onnxError.codes)) throw error;
    throw onnxError(error.code as keyof typeof onnxError.codes, `${path}: ${error.message}`, {
      cause: error,
      hints: error.suggestions,
      data: {...error.data, file: path},
    });
  }
}

async function decodeFile(path: string): Promise<Model> {
  const stats = await stat(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  if (stats.isFile()) {
    const source = new FileSource(path);
    try {
      return decodeSource(source);
    } finally {
      source.close();
    }
  }
  // A pipe can be read once, from its begin to its end; a folder cannot be read at all.
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  return decodeModel(bytes);
}

export interface WriteModelOptions {
  /** Above this many bytes of tensors, the large ones go to `<name>.data` beside the model. Default 1.9 GB. */
  readonly inlineLimitBytes?: number;
}

/** A protobuf message ends at 2 GiB; some room is left for what is not tensors. */
const INLINE_LIMIT_BYTES = 1.9e9;
const SMALL_TENSOR_BYTES = 1024;

/**
 * Writes a model so that the file is either whole or absent.
 *
 * @returns the sha256 of the .onnx file
 * @throws IngotError `FILE_UNWRITABLE`, `DISK_FULL`, `MODEL_INVALID`
 */
export function writeModel(path: string, model: Model, options: WriteModelOptions = {}): Promise<string> {
  const {inlineLimitBytes = INLINE_LIMIT_BYTES} = options;
  return Promise.resolve().then(() => {
    if (tensorBytes(model) <= inlineLimitBytes) return writeParts(path, encodeParts(model));
    const file = new AtomicFile(`${path}.data`);
    let light: AtomicFile | undefined;
    try {
      const bytes = encodeModel(moveOut(model, file, `${basename(path)}.data`, SMALL_TENSOR_BYTES));
      light = new AtomicFile(path);
      light.write(bytes);
      // Both are on the disk before either appears: new tensors under an old model would be a wrong one.
      light.seal();
      file.commit();
      return light.commit();
    } catch (error) {
      light?.abort();
      file.abort();
      throw error;
    }
  });
}

function writeParts(path: string, parts: readonly Uint8Array[]): string {
  const file = new AtomicFile(path);
  for (const part of parts) file.write(part);
  return file.commit();
}

function tensorBytes(model: Model): number {
  let total = 0;
  mapModelTensors(model, (tensor) => {
    if (tensor.dtype !== 'string') total += (tensor.data as Uint8Array).byteLength;
    return tensor;
  });
  return total;
}
