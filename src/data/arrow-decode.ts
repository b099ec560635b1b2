// Arrow data as our columns, whatever tool wrote it.
import * as arrow from 'apache-arrow';
import {dataError} from './errors.js';
import type {ScalarKind} from './infer-rule.js';
import {columnOfDictionary, dictionaryOfBytes} from './text-dictionary.js';
import type {ColumnData} from './types.js';

type Numbers = Float64Array | Float32Array | Int32Array;

/** What an Arrow type naturally is to us; undefined for types that are no column of a table (lists, structs, bytes). */
export function naturalKind(type: arrow.DataType): ScalarKind | undefined {
  if (arrow.DataType.isDictionary(type)) {
    const inner = naturalKind(type.dictionary as arrow.DataType);
    return inner === 'text' ? 'category' : inner;
  }
  if (arrow.DataType.isBool(type)) return 'boolean';
  if (arrow.DataType.isDate(type) || arrow.DataType.isTimestamp(type)) return 'datetime';
  if (arrow.DataType.isInt(type) || arrow.DataType.isFloat(type) || arrow.DataType.isDecimal(type)) return 'numeric';
  if (arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type) || arrow.DataType.isUtf8View(type)) return 'text';
  return arrow.DataType.isNull(type) ? 'category' : undefined;
}

const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

const TICKS_PER_SECOND: Readonly<Record<arrow.TimeUnit, number>> = {
  [arrow.TimeUnit.SECOND]: 1,
  [arrow.TimeUnit.MILLISECOND]: 1e3,
  [arrow.TimeUnit.MICROSECOND]: 1e6,
  [arrow.TimeUnit.NANOSECOND]: 1e9,
};

/** Which rows are null. Reads the bits: asking Arrow row by row takes longer than all else. */
function missingRows({nullCount, nullBitmap, offset}: arrow.Data): (row: number) => boolean {
  if (nullCount === 0) return () => false;
  return (row) => ((nullBitmap[(offset + row) >> 3] ?? 0) & (1 << ((offset + row) & 7))) === 0;
}

function areOrdered(offsets: Int32Array, length: number, size: number): boolean {
  if ((offsets[0] ?? -1) < 0 || (offsets[length] ?? Infinity) > size) return false;
  for (let row = 0; row < length; row += 1) if ((offsets[row] ?? 0) > (offsets[row + 1] ?? 0)) return false;
  return true;
}

function decodeText(data: arrow.Data, where: string): (string | null)[] {
  const offsets = data.valueOffsets as Int32Array | BigInt64Array;
  const values = data.values as Uint8Array | undefined;
  const bytes = values ? Buffer.from(values.buffer, values.byteOffset, values.byteLength) : Buffer.alloc(0);
  const isMissing = missingRows(data);
  const isOrdered = offsets instanceof Int32Array && areOrdered(offsets, data.length, bytes.byteLength);
  const dictionary = isOrdered ? dictionaryOfBytes(bytes, offsets.subarray(0, data.length + 1), isMissing) : undefined;
  if (dictionary) return columnOfDictionary(dictionary);
  const column = new Array<string | null>(data.length).fill(null);
  for (let row = 0; row < data.length; row += 1) {
    if (isMissing(row)) continue;
    const start = Number(offsets[row]);
    const end = Number(offsets[row + 1]);
    if (start < 0 || end < start || end > bytes.byteLength)
      throw dataError(
        'DATA_CORRUPT',
        `${where}, row ${String(row + 1)} of the batch: text lies outside of its buffer.`,
      );
    column[row] = bytes.toString('utf8', start, end);
  }
  return column;
}

function fillMissing<T extends Numbers>(column: T, data: arrow.Data): T {
  if (data.nullCount === 0) return column;
  const isMissing = missingRows(data);
  for (let row = 0; row < data.length; row += 1) if (isMissing(row)) column[row] = NaN;
  return column;
}

/** The digits of a decimal as a whole number: words of 32 bits, the least first, two's complement. */
function unscaled(data: arrow.Data, {bitWidth}: arrow.Decimal, row: number): bigint {
  const words = bitWidth / 32;
  const values = data.values as Uint32Array;
  let value = 0n;
  for (let word = words - 1; word >= 0; word -= 1) value = (value << 32n) | BigInt(values[row * words + word] ?? 0);
  return BigInt.asIntN(bitWidth, value);
}

/** Lists of text, for columns of labels. */
export function isTextList(type: arrow.DataType): boolean {
  if (!arrow.DataType.isList(type)) return false;
  const item = type.children[0]?.type as arrow.DataType | undefined;
  return item !== undefined && naturalKind(item) === 'text';
}

/** @param data - of such a type @returns each row's texts, null where there is no list */
export function decodeTextLists(data: arrow.Data, where: string): ((string | null)[] | null)[] {
  const [child] = data.children;
  const items = child ? (decodeColumn(child, where) as (string | null)[]) : [];
  const offsets = data.valueOffsets as Int32Array;
  return Array.from({length: data.length}, (_, row) =>
    data.getValid(row) ? items.slice(offsets[row], offsets[row + 1]) : null,
  );
}

/** Numbers as float64: any width of integer or float, decimals, booleans as 0/1, moments as seconds. NaN = missing. */
function decodeNumbers(data: arrow.Data): Float64Array {
  const {type, length} = data;
  const column = new Float64Array(length);
  if (arrow.DataType.isNull(type)) return column.fill(NaN);
  const values = data.values as ArrayLike<number | bigint>;
  if (arrow.DataType.isTimestamp(type) || (arrow.DataType.isDate(type) && type.unit === arrow.DateUnit.MILLISECOND)) {
    const ticks = arrow.DataType.isTimestamp(type) ? TICKS_PER_SECOND[type.unit] : 1e3;
    for (let row = 0; row < length; row += 1) column[row] = Number(values[row]) / ticks;
  } else if (arrow.DataType.isDate(type)) {
    for (let row = 0; row < length; row += 1) column[row] = Number(values[row]) * 86_400;
  } else if (arrow.DataType.isDecimal(type)) {
    // Through text, which is rounded once: a quotient would round the number and the power of ten too.
    for (let row = 0; row < length; row += 1)
      column[row] = Number(`${String(unscaled(data, type, row))}e${String(-type.scale)}`);
  } else if (arrow.DataType.isBool(type) || (arrow.DataType.isFloat(type) && type.precision === arrow.Precision.HALF)) {
    const vector = new arrow.Vector<arrow.DataType>([data]);
    for (let row = 0; row < length; row += 1) column[row] = Number(vector.get(row));
  } else {
    for (let row = 0; row < length; row += 1) column[row] = Number(values[row]);
  }
  return fillMissing(column, data);
}

/**
 * Whole numbers of 64 bits and decimals as text with all their digits; undefined for columns of other types and for those
 * whose numbers float64 holds exactly. For columns that are read as text: identifiers beyond 2⁵³ would otherwise be rounded
 * into each other.
 */
export function wideNumbers(data: arrow.Data): (string | null)[] | undefined {
  const {type, length} = data;
  const isDecimal = arrow.DataType.isDecimal(type);
  if (!isDecimal && !(arrow.DataType.isInt(type) && type.bitWidth === 64)) return undefined;
  const values = isDecimal
    ? Array.from({length}, (_, row) => unscaled(data, type, row))
    : (data.values as BigInt64Array | BigUint64Array).subarray(0, length);
  const isWide = (value: bigint): boolean => value > MAX_EXACT || value < -MAX_EXACT;
  if (!values.some(isWide)) return undefined;
  const scale = isDecimal ? type.scale : 0;
  return Array.from({length}, (_, row) => (data.getValid(row) ? decimalText(values[row] ?? 0n, scale) : null));
}

function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return String(value * 10n ** BigInt(-scale));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function decodeDictionary(data: arrow.Data, type: arrow.Dictionary, where: string): ColumnData {
  const codes = decodeNumbers(data.clone(type.indices));
  const entries = (data.dictionary?.data ?? []).flatMap((chunk) =>
    Array.from<string | number | null>(decodeColumn(chunk as arrow.Data, where) as (string | number | null)[]),
  );
  const isText = naturalKind(type.dictionary as arrow.DataType) === 'text';
  if (isText)
    return Array.from(codes, (code) => (Number.isNaN(code) ? null : ((entries[code] as string | undefined) ?? null)));
  return Float64Array.from(codes, (code) =>
    Number.isNaN(code) ? NaN : ((entries[code] as number | undefined) ?? NaN),
  );
}

/** Elements of `values` that a row has, for types that have as many in each. */
function elementsPerRow(type: arrow.DataType): number | undefined {
  if (arrow.DataType.isDecimal(type)) return type.bitWidth / 32;
  if (arrow.DataType.isBool(type)) return 1 / 8;
  const isOne =
    arrow.DataType.isInt(type) ||
    arrow.DataType.isFloat(type) ||
    arrow.DataType.isDate(type) ||
    arrow.DataType.isTimestamp(type) ||
    arrow.DataType.isDictionary(type);
  return isOne ? 1 : undefined;
}

/**
 * The library believes what a batch says of its rows; a damaged number would be room for rows that are not there.
 *
 * @throws IngotError `DATA_CORRUPT`
 */
export function requireWhole(data: arrow.Data, where: string): void {
  const {type, length, nullCount, nullBitmap} = data;
  const values = data.values as ArrayLike<unknown> | undefined;
  const isText = arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type);
  const offsets = data.valueOffsets as ArrayLike<unknown> | undefined;
  const isShort =
    (isText && length > 0 && (offsets?.length ?? 0) < length + 1) ||
    (arrow.DataType.isUtf8View(type) && data.byteLength < length) ||
    (values?.length ?? 0) < length * (elementsPerRow(type) ?? 0) ||
    (nullCount > 0 && ((nullBitmap as Uint8Array | undefined)?.byteLength ?? 0) * 8 < length);
  if (isShort)
    throw dataError('DATA_CORRUPT', `${where}: a batch says it has ${String(length)} rows, but holds fewer.`, {
      hints: ['Make the file again from its source.'],
    });
}

/** The name of a type, for messages. */
export function describeType(type: arrow.DataType): string {
  return arrow.Type[type.typeId];
}

/**
 * One column of a record batch as we hold it: text for Arrow's text and dictionaries of text, float32 and int32 as they
 * are, float64 for all other numbers.
 *
 * @param where - source and column, for messages
 * @throws IngotError `DATA_CORRUPT`, `DATA_COLUMN_UNSUPPORTED`
 */
export function decodeColumn(data: arrow.Data, where: string): ColumnData {
  const {type} = data;
  requireWhole(data, where);
  if (naturalKind(type) === undefined)
    throw dataError('DATA_COLUMN_UNSUPPORTED', `${where}: a column of type ${describeType(type)} cannot be read.`, {
      hints: ['Flatten lists and structs into columns of numbers or text first.'],
    });
  if (arrow.DataType.isDictionary(type)) return decodeDictionary(data, type, where);
  if (arrow.DataType.isUtf8View(type)) return Array.from(new arrow.Vector([data]), (text) => text as string | null);
  if (arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type)) return decodeText(data, where);
  if (arrow.DataType.isNull(type)) return new Array<string | null>(data.length).fill(null);
  const isFloat32 = arrow.DataType.isFloat(type) && type.precision === arrow.Precision.SINGLE;
  if (isFloat32) return fillMissing((data.values as Float32Array).slice(0, data.length), data);
  const isInt32 = arrow.DataType.isInt(type) && type.bitWidth === 32 && type.isSigned && data.nullCount === 0;
  if (isInt32) return (data.values as Int32Array).slice(0, data.length);
  return decodeNumbers(data);
}
