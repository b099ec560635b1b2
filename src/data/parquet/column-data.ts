// Values that a library handed out one by one as Arrow data.
import * as arrow from 'apache-arrow';
import {encodeText, validityOf, type Validity} from '../arrow-encode.js';
import type {ColumnType} from './column-type.js';

type Values = ArrayLike<unknown>;

/** Data of a column. @param values - null or undefined where there is no value */
export function columnData(column: ColumnType, values: Values): arrow.Data {
  const {type, convert} = column;
  const {length} = values;
  const at = (row: number): unknown => {
    const value = values[row] ?? null;
    return value === null || !convert ? value : convert(value);
  };
  if (arrow.DataType.isStruct(type)) return arrow.makeData({type, length, nullCount: 0, children: []});
  if (arrow.DataType.isBinary(type))
    return arrow.makeData({
      type,
      length,
      nullCount: 0,
      valueOffsets: new Int32Array(length + 1),
      data: new Uint8Array(),
    });
  if (arrow.DataType.isUtf8(type))
    return encodeText(
      Array.from({length}, (_, row) => at(row) as string | null),
      length,
    );
  if (arrow.DataType.isDictionary(type)) return dictionaryData(type, length, at);
  const validity = validityOf(length, (row) => (values[row] ?? null) === null);
  if (arrow.DataType.isList(type) && column.item) return listData(type, column.item, {values, validity});
  if (arrow.DataType.isFixedSizeList(type) && column.item) return fixedListData(type, column.item, {values, validity});
  if (arrow.DataType.isBool(type)) {
    const {nullBitmap: data} = validityOf(length, (row) => at(row) !== true);
    return arrow.makeData({type, length, data: data ?? allSet(length), ...validity});
  }
  if (arrow.DataType.isDecimal(type)) return decimalData(type, length, {at, validity});
  const array = new (type.ArrayType as Float64ArrayConstructor | BigInt64ArrayConstructor)(length);
  if (array instanceof BigInt64Array || array instanceof BigUint64Array)
    for (let row = 0; row < length; row += 1) array[row] = BigInt((at(row) as bigint | number | null) ?? 0);
  else for (let row = 0; row < length; row += 1) array[row] = Number(at(row) ?? 0);
  return arrow.makeData({type, length, data: array, ...validity} as never);
}

function allSet(length: number): Uint8Array {
  return new Uint8Array((((length + 7) >> 3) + 7) & ~7).fill(0xff);
}

function dictionaryData(type: arrow.Dictionary, length: number, at: (row: number) => unknown): arrow.Data {
  const codes = new Map<string, number>();
  const indices = new Int32Array(length);
  for (let row = 0; row < length; row += 1) {
    const value = at(row) as string | null;
    if (value === null) continue;
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    indices[row] = code;
  }
  const validity = validityOf(length, (row) => at(row) === null);
  return arrow.makeData({
    type,
    length,
    data: indices,
    dictionary: arrow.vectorFromArray([...codes.keys()], new arrow.Utf8()),
    ...validity,
  });
}

/** Little-endian two's complement in words of 32 bits. */
function decimalData(
  type: arrow.Decimal,
  length: number,
  {at, validity}: {readonly at: (row: number) => unknown; readonly validity: Validity},
): arrow.Data {
  const words = type.bitWidth / 32;
  const data = new Uint32Array(length * words);
  for (let row = 0; row < length; row += 1) {
    let rest = BigInt.asUintN(type.bitWidth, (at(row) as bigint | null) ?? 0n);
    for (let word = 0; word < words; word += 1) {
      data[row * words + word] = Number(rest & 0xffff_ffffn);
      rest >>= 32n;
    }
  }
  return arrow.makeData({type, length, data, ...validity});
}

interface Lists {
  readonly values: Values;
  readonly validity: Validity;
}

function listData(type: arrow.List, item: ColumnType, {values, validity}: Lists): arrow.Data {
  const offsets = new Int32Array(values.length + 1);
  const items: unknown[] = [];
  for (let row = 0; row < values.length; row += 1) {
    for (const each of listOf(values[row])) items.push(each);
    offsets[row + 1] = items.length;
  }
  const child = columnData(item, items);
  return arrow.makeData({type, length: values.length, valueOffsets: offsets, child, ...validity});
}

/** @throws Error for a list of another length than the type says */
function fixedListData(type: arrow.FixedSizeList, item: ColumnType, {values, validity}: Lists): arrow.Data {
  const items: unknown[] = [];
  for (const value of Array.from(values)) {
    const list = listOf(value);
    if ((value ?? null) !== null && list.length !== type.listSize)
      throw new Error(`a list of ${String(list.length)} values where there should be ${String(type.listSize)}.`);
    for (let at = 0; at < type.listSize; at += 1) items.push(list[at] ?? null);
  }
  const child = columnData(item, items);
  return arrow.makeData({type, length: values.length, child, ...validity});
}

function listOf(value: unknown): ArrayLike<unknown> & Iterable<unknown> {
  return (value ?? []) as unknown[];
}
