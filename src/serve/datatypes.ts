// The datatypes of the Open Inference Protocol v2 beside ONNX's, and how JSON numbers become them.
import type {DType, TensorData} from '../onnx/index.js';

export interface Datatype {
  /** Name in the protocol. @see https://github.com/kserve/open-inference-protocol, "Tensor Data Types" */
  readonly name: string;
  readonly dtype: DType;
  readonly kind: 'integer' | 'float' | 'boolean' | 'text';
  /** Bounds of the integers. Beyond ±2⁵³ a JSON number is not exact, so 64-bit kinds stop there. */
  readonly low?: number;
  readonly high?: number;
  /** Elements from checked numbers (floats: NaN where the value is missing) or texts. */
  readonly make: (values: readonly number[]) => TensorData;
}

const whole = (bits: number, signed: boolean): {low: number; high: number} =>
  bits === 64
    ? {low: signed ? Number.MIN_SAFE_INTEGER : 0, high: Number.MAX_SAFE_INTEGER}
    : signed
      ? {low: -(2 ** (bits - 1)), high: 2 ** (bits - 1) - 1}
      : {low: 0, high: 2 ** bits - 1};

export const DATATYPES: readonly Datatype[] = [
  {name: 'BOOL', dtype: 'bool', kind: 'boolean', make: (values) => Uint8Array.from(values)},
  {name: 'UINT8', dtype: 'uint8', kind: 'integer', ...whole(8, false), make: (values) => Uint8Array.from(values)},
  {name: 'UINT16', dtype: 'uint16', kind: 'integer', ...whole(16, false), make: (values) => Uint16Array.from(values)},
  {name: 'UINT32', dtype: 'uint32', kind: 'integer', ...whole(32, false), make: (values) => Uint32Array.from(values)},
  {
    name: 'UINT64',
    dtype: 'uint64',
    kind: 'integer',
    ...whole(64, false),
    make: (values) => BigUint64Array.from(values, BigInt),
  },
  {name: 'INT8', dtype: 'int8', kind: 'integer', ...whole(8, true), make: (values) => Int8Array.from(values)},
  {name: 'INT16', dtype: 'int16', kind: 'integer', ...whole(16, true), make: (values) => Int16Array.from(values)},
  {name: 'INT32', dtype: 'int32', kind: 'integer', ...whole(32, true), make: (values) => Int32Array.from(values)},
  {
    name: 'INT64',
    dtype: 'int64',
    kind: 'integer',
    ...whole(64, true),
    make: (values) => BigInt64Array.from(values, BigInt),
  },
  {name: 'FP16', dtype: 'float16', kind: 'float', make: (values) => Uint16Array.from(values, halfBits)},
  {name: 'FP32', dtype: 'float32', kind: 'float', make: (values) => Float32Array.from(values)},
  {name: 'FP64', dtype: 'float64', kind: 'float', make: (values) => Float64Array.from(values)},
  {name: 'BYTES', dtype: 'string', kind: 'text', make: (values) => values.map(String)},
];

const byName = new Map(DATATYPES.map((datatype) => [datatype.name, datatype]));
const byDType = new Map(DATATYPES.map((datatype) => [datatype.dtype, datatype]));

/** The datatype of that protocol name. */
export function findDatatype(name: string): Datatype | undefined {
  return byName.get(name);
}

/** The datatype of an ONNX dtype; none for the rarer ones the protocol cannot name. */
export function datatypeOf(dtype: DType): Datatype | undefined {
  return byDType.get(dtype);
}

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** Bits of the nearest IEEE 754 half-precision number, ties to even. */
export function halfBits(value: number): number {
  single[0] = value;
  const bits = singleBits[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return sign | 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // Below the smallest normal number, halves are multiples of 2⁻²⁴; above, the mantissa keeps ten bits.
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude === 0 ? 2 ** -14 : magnitude)));
  const units = roundToEven(magnitude / 2 ** (exponent - 10));
  return sign | (exponent === -14 ? units : ((exponent + 15) << 10) + units - 1024);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** The number that half-precision bits stand for. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
