// Our columns as Arrow data: missing values become nulls over zeroed slots, so that equal data gives equal bytes.
import * as arrow from 'apache-arrow';
import {invariant} from '../core/index.js';
import {arrowType} from './arrow-schema.js';
import {cellSize, isMissingCell} from './batches.js';
import {dictionaryOf, type TextDictionary} from './text-dictionary.js';
import type {Batch, ColumnData, Field, NumberColumn, Utf8Column} from './types.js';

type Numbers = NumberColumn;

export interface Validity {
  readonly nullCount: number;
  /** One bit a row, 1 = there is a value; absent when all are there. */
  readonly nullBitmap?: Uint8Array;
}

/** Bits for rows, all 0, in whole words of eight bytes. */
function bitmap(length: number): Uint8Array {
  return new Uint8Array((((length + 7) >> 3) + 7) & ~7);
}

/** {@link validityOf} numbers, of which most columns have all. @param missing - how many are, where it is known */
function validityOfNumbers(column: Numbers, length: number, missing: number | undefined): Validity {
  if (missing === 0) return {nullCount: 0};
  let row = 0;
  while (row < length && !Number.isNaN(column[row] ?? NaN)) row += 1;
  return row === length ? {nullCount: 0} : validityOf(length, (at) => Number.isNaN(column[at] ?? NaN));
}

export function validityOf(length: number, isMissing: (row: number) => boolean): Validity {
  let nullCount = 0;
  const nullBitmap = bitmap(length);
  for (let row = 0; row < length; row += 1) {
    if (isMissing(row)) nullCount += 1;
    else nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return nullCount === 0 ? {nullCount} : {nullCount, nullBitmap};
}

/** The few different texts of a column are encoded once each, and their bytes copied to the rows. */
function encodeDictionary({values, codes}: TextDictionary, length: number): arrow.Data {
  const texts = values.map((text) => Buffer.from(text));
  // One array of all texts, since loops over many small buffers are slow. Rows without one (code −1) come first, as empty.
  const pool = Buffer.concat(texts);
  const sizes = Int32Array.of(0, ...texts.map(({byteLength}) => byteLength));
  const starts = new Int32Array(sizes.length);
  for (let text = 2; text < sizes.length; text += 1) starts[text] = (starts[text - 1] ?? 0) + (sizes[text - 1] ?? 0);
  const offsets = new Int32Array(length + 1);
  let size = 0;
  let nullCount = 0;
  for (let row = 0; row < length; row += 1) {
    const code = codes[row] ?? -1;
    if (code < 0) nullCount += 1;
    size += sizes[code + 1] ?? 0;
    offsets[row + 1] = size;
  }
  const data = new Uint8Array(size);
  let to = 0;
  for (let row = 0; row < length; row += 1) {
    const text = (codes[row] ?? -1) + 1;
    const from = starts[text] ?? 0;
    const end = from + (sizes[text] ?? 0);
    for (let at = from; at < end; at += 1, to += 1) data[to] = pool[at] ?? 0;
  }
  const validity = nullCount === 0 ? {nullCount} : validityOf(length, (row) => (codes[row] ?? -1) < 0);
  return arrow.makeData({type: new arrow.Utf8(), length, valueOffsets: offsets, data, ...validity});
}

/** Text as Utf8; null where there is no value. */
export function encodeText(column: readonly (string | null)[], length: number): arrow.Data {
  // A column cut to its length is another one, and would be looked through for nothing.
  const dictionary = column.length === length ? dictionaryOf(column) : undefined;
  if (dictionary) return encodeDictionary(dictionary, length);
  const offsets = new Int32Array(length + 1);
  let size = 0;
  for (let row = 0; row < length; row += 1) {
    size += Buffer.byteLength(column[row] ?? '');
    offsets[row + 1] = size;
  }
  const bytes = Buffer.alloc(size);
  for (let row = 0; row < length; row += 1) bytes.write(column[row] ?? '', offsets[row] ?? 0);
  return arrow.makeData({
    type: new arrow.Utf8(),
    length,
    valueOffsets: offsets,
    data: new Uint8Array(bytes.buffer, bytes.byteOffset, size),
    ...validityOf(length, (row) => column[row] === null),
  });
}

/** Text that is at hand as Arrow has it. */
function encodeUtf8({bytes, offsets, missing, nullCount}: Utf8Column, length: number): arrow.Data {
  const validity = nullCount === 0 ? {nullCount} : validityOf(length, (row) => missing[row] === 1);
  return arrow.makeData({type: new arrow.Utf8(), length, valueOffsets: offsets, data: bytes, ...validity});
}

function encodeBooleans(column: Numbers, length: number, validity: Validity): arrow.Data {
  const bits = bitmap(length);
  for (let row = 0; row < length; row += 1)
    if ((column[row] ?? 0) >= 0.5) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  return arrow.makeData({type: new arrow.Bool(), length, data: bits, ...validity});
}

function encodeTimestamps(column: Numbers, length: number, validity: Validity): arrow.Data {
  const data = new BigInt64Array(length);
  for (let row = 0; row < length; row += 1) {
    const seconds = column[row] ?? NaN;
    if (!Number.isNaN(seconds)) data[row] = BigInt(Math.round(seconds * 1000));
  }
  return arrow.makeData({type: new arrow.TimestampMillisecond('UTC'), length, data, ...validity});
}

function withoutNaN<T extends Numbers>(column: T, {nullCount}: Validity): T {
  return nullCount === 0 ? column : (column.map((value: number) => (Number.isNaN(value) ? 0 : value)) as T);
}

/** Numbers under a type, as they are. */
export function numberData(type: arrow.DataType, length: number, values: ArrayBufferView): arrow.Data {
  return new arrow.Data(type, 0, length, 0, [undefined, values as Float64Array]);
}

/** Each row a list of its numbers; a missing one is null over zeros. */
function encodeTensor(field: Field, column: Numbers, length: number): arrow.Data {
  const width = cellSize(field.shape);
  const validity = validityOf(length, (row) => isMissingCell(column, row, width));
  const type = arrowType(field);
  invariant(arrow.DataType.isFixedSizeList(type), 'a field with a shape is written as lists');
  const values = validity.nullCount === 0 ? column : column.slice();
  if (validity.nullCount > 0)
    for (let row = 0; row < length; row += 1)
      if (isMissingCell(column, row, width)) values.fill(0, row * width, (row + 1) * width);
  const child = numberData(type.children[0]?.type as arrow.DataType, length * width, values);
  return arrow.makeData({type, length, child, ...validity});
}

function encodeColumn(field: Field, column: ColumnData, length: number, missing?: number): arrow.Data {
  const {kind} = field;
  if (Array.isArray(column)) return encodeText(column, length);
  if (field.shape !== undefined) return encodeTensor(field, column, length);
  if (column instanceof Int32Array)
    return arrow.makeData({type: new arrow.Int32(), length, nullCount: 0, data: column});
  const validity = validityOfNumbers(column, length, missing);
  if (column instanceof Float32Array)
    return arrow.makeData({type: new arrow.Float32(), length, data: withoutNaN(column, validity), ...validity});
  if (kind === 'boolean') return encodeBooleans(column, length, validity);
  if (kind === 'datetime') return encodeTimestamps(column, length, validity);
  return arrow.makeData({type: new arrow.Float64(), length, data: withoutNaN(column, validity), ...validity});
}

/** One Arrow record batch. @param schema - as made by `toArrowSchema` of the same fields */
export function toRecordBatch(schema: arrow.Schema, fields: readonly Field[], batch: Batch): arrow.RecordBatch {
  const {rowCount} = batch;
  const children = fields.map((field, index) => {
    const text = batch.text?.[index];
    return text
      ? encodeUtf8(text, rowCount)
      : encodeColumn(field, batch.columns[index] ?? [], rowCount, batch.missing?.[index]);
  });
  const data = arrow.makeData({type: new arrow.Struct(schema.fields), length: batch.rowCount, nullCount: 0, children});
  return new arrow.RecordBatch(schema, data);
}
