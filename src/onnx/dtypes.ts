// What is known of each element type: its code in the schema and how its elements are stored.
import type {DType, TensorData} from './types.js';

type TypedArray = Exclude<TensorData, readonly string[]>;

interface ArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): TypedArray;
}

export interface DTypeInfo {
  readonly name: DType;
  /** TensorProto.DataType. @see onnx.proto */
  readonly code: number;
  /** The typed array of the elements; undefined for strings. */
  readonly array: ArrayConstructor | undefined;
  /** Array entries per tensor element: 2 for complex, a fraction where several share a byte. */
  readonly entries: number;
}

const TABLE: readonly (readonly [DType, number, ArrayConstructor | undefined, number])[] = [
  ['float32', 1, Float32Array, 1],
  ['uint8', 2, Uint8Array, 1],
  ['int8', 3, Int8Array, 1],
  ['uint16', 4, Uint16Array, 1],
  ['int16', 5, Int16Array, 1],
  ['int32', 6, Int32Array, 1],
  ['int64', 7, BigInt64Array, 1],
  ['string', 8, undefined, 1],
  ['bool', 9, Uint8Array, 1],
  ['float16', 10, Uint16Array, 1],
  ['float64', 11, Float64Array, 1],
  ['uint32', 12, Uint32Array, 1],
  ['uint64', 13, BigUint64Array, 1],
  ['complex64', 14, Float32Array, 2],
  ['complex128', 15, Float64Array, 2],
  ['bfloat16', 16, Uint16Array, 1],
  ['float8e4m3fn', 17, Uint8Array, 1],
  ['float8e4m3fnuz', 18, Uint8Array, 1],
  ['float8e5m2', 19, Uint8Array, 1],
  ['float8e5m2fnuz', 20, Uint8Array, 1],
  ['uint4', 21, Uint8Array, 1 / 2],
  ['int4', 22, Uint8Array, 1 / 2],
  ['float4e2m1', 23, Uint8Array, 1 / 2],
  ['float8e8m0', 24, Uint8Array, 1],
  ['uint2', 25, Uint8Array, 1 / 4],
  ['int2', 26, Uint8Array, 1 / 4],
];

const infos: readonly DTypeInfo[] = TABLE.map(([name, code, array, entries]) => ({name, code, array, entries}));
const byName = new Map(infos.map((info) => [info.name, info]));
const byCode = new Map(infos.map((info) => [info.code, info]));

export function dtypeInfo(dtype: DType): DTypeInfo {
  const info = byName.get(dtype);
  if (!info) throw new TypeError(`unknown dtype ${dtype}`);
  return info;
}

/** @returns undefined for codes newer than this table, and for 0 */
export function dtypeByCode(code: number): DTypeInfo | undefined {
  return byCode.get(code);
}

/** @returns how many array entries (or strings) a tensor of these dims has; Infinity where that is beyond all numbers */
export function entryCount(dtype: DType, dims: readonly number[]): number {
  // Else infinitely many times none would be no number.
  if (dims.includes(0)) return 0;
  return Math.ceil(dims.reduce((product, dim) => product * dim, 1) * dtypeInfo(dtype).entries);
}
