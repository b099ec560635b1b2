// The codes of element types, and numbers as their typed arrays. Separate from OpGraph so that op definitions can use
// them without importing the builder.
import {invariant} from '../core/index.js';
import type {DType, Tensor} from './define.js';

/** TensorProto.DataType codes, as Cast's `to` wants them. @see onnx.proto */
export const DTYPE_CODE: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
  float8e8m0: 24,
  uint2: 25,
  int2: 26,
};

const DTYPE_BY_CODE = new Map(Object.entries(DTYPE_CODE).map(([dtype, code]) => [code, dtype as DType]));

/** @returns the dtype of a TensorProto.DataType code, undefined for a code this version does not know */
export function dtypeOfCode(code: number): DType | undefined {
  return DTYPE_BY_CODE.get(code);
}

/** Whether gradients exist for values of this dtype at all. */
export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64' || dtype === 'float16' || dtype === 'bfloat16';
}

/** Numbers as the typed array of a dtype; the 16-bit floats and the packed kinds have none. */
export function numbers(dtype: DType, values: readonly number[]): Tensor['data'] {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'float64':
      return Float64Array.from(values);
    case 'int8':
      return Int8Array.from(values);
    case 'int16':
      return Int16Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'int64':
      return BigInt64Array.from(values, (value) => BigInt(value));
    case 'uint16':
      return Uint16Array.from(values);
    case 'uint32':
      return Uint32Array.from(values);
    case 'uint64':
      return BigUint64Array.from(values, (value) => BigInt(value));
    case 'bool':
    case 'uint8':
      return Uint8Array.from(values);
    default:
      invariant(false, `no number constants of dtype ${dtype}`);
  }
}
