// Tensors of ours ↔ ONNX Runtime's. Numbers are shared, not copied.
import type {Tensor as OrtTensor} from 'onnxruntime-node';
import type {DType, Tensor, TensorData} from '../onnx/index.js';
import {entryCount} from '../onnx/index.js';
import {runtimeError} from './errors.js';
import type {Ort} from './load.js';

/** The element types onnxruntime-node can exchange. */
const EXCHANGED = new Set<DType>([
  'float32',
  'float64',
  'float16',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string',
]);

export function isExchanged(dtype: string): dtype is DType {
  return EXCHANGED.has(dtype as DType);
}

type TypedArray = Exclude<TensorData, readonly string[]>;

/**
 * @param name - of the input, for messages
 * @throws IngotError `RUNTIME_FEED_MISMATCH` when the elements do not fill the dims, a string is missing (null), or
 * the dtype cannot be fed
 */
export function toOrt(ort: Ort, name: string, {dtype, dims, data}: Tensor): OrtTensor {
  if (!EXCHANGED.has(dtype))
    throw runtimeError('RUNTIME_FEED_MISMATCH', `Input '${name}': tensors of ${dtype} cannot be fed to a model.`);
  const expected = entryCount(dtype, dims);
  if (data.length !== expected)
    throw runtimeError(
      'RUNTIME_FEED_MISMATCH',
      `Input '${name}': expected ${String(expected)} elements for [${dims.join()}], got ${String(data.length)}.`,
    );
  if (dtype === 'string') requireStrings(name, data as readonly unknown[]);
  const content = dtype === 'float16' ? asHalf(data as TypedArray) : data;
  return new ort.Tensor(dtype as 'float32', content as Float32Array, dims);
}

/** Newer Node versions have Float16Array, and ONNX Runtime then wants it; ours are the bits. */
function asHalf(data: TypedArray): TypedArray {
  const half = (globalThis as {Float16Array?: new (buffer: ArrayBufferLike, offset: number, length: number) => unknown})
    .Float16Array;
  return half ? (new half(data.buffer, data.byteOffset, data.length) as TypedArray) : data;
}

function requireStrings(name: string, strings: readonly unknown[]): void {
  const bad = strings.findIndex((text) => typeof text !== 'string');
  if (bad === -1) return;
  throw runtimeError(
    'RUNTIME_FEED_MISMATCH',
    `Input '${name}': expected text, got ${String(strings[bad])} at element ${String(bad)}.`,
    {hints: ["Missing text is fed as ''."]},
  );
}

/** @throws IngotError `RUNTIME_FAILED` for an output that is no tensor, or of a dtype that cannot leave the runtime */
export function fromOrt(name: string, value: OrtTensor): Tensor {
  const type: string = value.type;
  if (!isExchanged(type))
    throw runtimeError('RUNTIME_FAILED', `Output '${name}': ${type} cannot be read from the runtime.`);
  const data = value.data as TensorData;
  return {dtype: type, dims: value.dims, data: type === 'float16' ? asBits(data as TypedArray) : data};
}

function asBits(data: TypedArray): Uint16Array {
  return data instanceof Uint16Array ? data : new Uint16Array(data.buffer as ArrayBuffer, data.byteOffset, data.length);
}
