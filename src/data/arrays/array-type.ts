// The element types of arrays in files: their size, and what they are in Arrow.
import * as arrow from 'apache-arrow';
import {dataError} from '../errors.js';
import type {ByteRange} from '../byte-range.js';

/** `u1`, `f8` …: kind and bytes as NumPy writes them; `U` and `S` hold text of a fixed length. */
export interface ArrayType {
  readonly code: string;
  /** Bytes of an element. */
  readonly size: number;
  readonly isBigEndian: boolean;
}

/** An array in a file. The first axis are the rows. */
export interface FileArray {
  /** Name of its column. */
  readonly name: string;
  /** Where it comes from, for messages. */
  readonly where: string;
  readonly dims: readonly number[];
  readonly type: ArrayType;
  /** Axes in reverse order in memory (column-major). */
  readonly isFortran: boolean;
  /** Exactly its elements. */
  readonly bytes: ByteRange;
}

interface NumberType {
  readonly arrow: () => arrow.DataType;
  readonly view: new (buffer: ArrayBuffer) => ArrayBufferView;
}

const NUMBERS: Readonly<Record<string, NumberType>> = {
  b1: {arrow: () => new arrow.Uint8(), view: Uint8Array},
  u1: {arrow: () => new arrow.Uint8(), view: Uint8Array},
  i1: {arrow: () => new arrow.Int8(), view: Int8Array},
  u2: {arrow: () => new arrow.Uint16(), view: Uint16Array},
  i2: {arrow: () => new arrow.Int16(), view: Int16Array},
  u4: {arrow: () => new arrow.Uint32(), view: Uint32Array},
  i4: {arrow: () => new arrow.Int32(), view: Int32Array},
  u8: {arrow: () => new arrow.Uint64(), view: BigUint64Array},
  i8: {arrow: () => new arrow.Int64(), view: BigInt64Array},
  f2: {arrow: () => new arrow.Float16(), view: Uint16Array},
  f4: {arrow: () => new arrow.Float32(), view: Float32Array},
  f8: {arrow: () => new arrow.Float64(), view: Float64Array},
};

/** @param descr - NumPy's word for it: `<f4`, `|u1`, `>i8`, `<U12` @throws IngotError `DATA_FORMAT` */
export function parseArrayType(descr: string, where: string): ArrayType {
  const [, order = '|', kind = '', digits = ''] = /^([<>=|]?)([a-zA-Z])(\d+)$/.exec(descr) ?? [];
  const count = Number(digits);
  const isBigEndian = order === '>';
  if (NUMBERS[kind + digits]) return {code: kind + digits, size: count, isBigEndian};
  if (kind === 'U' || kind === 'S') return {code: kind, size: kind === 'U' ? 4 * count : count, isBigEndian};
  throw dataError('DATA_FORMAT', `${where}: arrays of type '${descr}' cannot be read.`, {
    hints: [
      kind === 'O' || descr.includes('O')
        ? 'It holds Python objects (a pickle), which are never loaded: save numbers or text.'
        : 'Save it as booleans, integers, floats or text: array.astype(numpy.float32), for example.',
    ],
  });
}

export function arrowTypeOf({code}: ArrayType): arrow.DataType {
  return NUMBERS[code]?.arrow() ?? new arrow.Utf8();
}

/** Little-endian elements from bytes. */
export function elementsOf({code, size, isBigEndian}: ArrayType, bytes: Buffer): ArrayBufferView {
  const aligned = Buffer.from(new ArrayBuffer(bytes.byteLength));
  bytes.copy(aligned);
  if (isBigEndian && size === 2) aligned.swap16();
  if (isBigEndian && size === 4) aligned.swap32();
  if (isBigEndian && size === 8) aligned.swap64();
  const View = NUMBERS[code]?.view ?? Uint8Array;
  return new View(aligned.buffer);
}

/** Texts of fixed length, without the zeros at their ends. */
export function textsOf({code, size, isBigEndian}: ArrayType, bytes: Buffer): string[] {
  const count = size === 0 ? 0 : bytes.byteLength / size;
  return Array.from({length: count}, (_, index) => {
    const cell = bytes.subarray(index * size, (index + 1) * size);
    if (code === 'S') return cell.toString('utf8').replace(/\0+$/, '');
    const points = Array.from({length: size / 4}, (__, at) =>
      isBigEndian ? cell.readUInt32BE(4 * at) : cell.readUInt32LE(4 * at),
    );
    return String.fromCodePoint(...points.slice(0, points.findLastIndex((point) => point !== 0) + 1));
  });
}
