// What a column of a Parquet schema is in Arrow, and how its raw values become that.
// @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
import * as arrow from 'apache-arrow';
import type {SchemaElement, SchemaTree} from 'hyparquet';

/** A column, or what lists of it hold. */
export interface ColumnType {
  readonly type: arrow.DataType;
  /** One value as the type's array takes it, from the raw one, never null, that {@link bareElement} leads to. Absent: as it stands. */
  readonly convert?: (raw: unknown) => unknown;
  /** Of lists. */
  readonly item?: ColumnType;
}

const UNITS = {
  MILLIS: arrow.TimeUnit.MILLISECOND,
  MICROS: arrow.TimeUnit.MICROSECOND,
  NANOS: arrow.TimeUnit.NANOSECOND,
} as const;

const INTEGERS: Readonly<Record<string, () => arrow.DataType>> = {
  INT_8: () => new arrow.Int8(),
  INT_16: () => new arrow.Int16(),
  INT_32: () => new arrow.Int32(),
  INT_64: () => new arrow.Int64(),
  UINT_8: () => new arrow.Uint8(),
  UINT_16: () => new arrow.Uint16(),
  UINT_32: () => new arrow.Uint32(),
  UINT_64: () => new arrow.Uint64(),
};

/** Columns that no table of ours can hold; the type is what the user is told. */
const binary: ColumnType = {type: new arrow.Binary()};
const struct: ColumnType = {type: new arrow.Struct([])};

/** The type of a node below the root. */
export function columnType(tree: SchemaTree): ColumnType {
  const {element, children} = tree;
  if (element.repetition_type === 'REPEATED') return struct;
  if (children.length === 0) return leafType(element);
  const [repeated] = children;
  const isList = element.converted_type === 'LIST' || element.logical_type?.type === 'LIST';
  const [only, ...others] = repeated?.children ?? [];
  if (
    !isList ||
    children.length !== 1 ||
    repeated?.element.repetition_type !== 'REPEATED' ||
    !only ||
    others.length > 0
  )
    return struct;
  const item = columnType(only);
  return {type: new arrow.List(new arrow.Field('item', item.type, true)), item};
}

function leafType(element: SchemaElement): ColumnType {
  const {type, converted_type: converted, logical_type: logical} = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return decimalType(element);
  switch (type) {
    case 'BOOLEAN':
      return {type: new arrow.Bool()};
    case 'FLOAT':
      return {type: new arrow.Float32()};
    case 'DOUBLE':
      return {type: new arrow.Float64()};
    case 'INT96':
      return {type: new arrow.Timestamp(arrow.TimeUnit.NANOSECOND, 'UTC')};
    case 'INT32':
    case 'INT64':
      return integerType(element, type);
    case 'BYTE_ARRAY':
    case 'FIXED_LEN_BYTE_ARRAY':
      return bytesType(element);
    default:
      return struct;
  }
}

function integerType(
  {converted_type: converted, logical_type: logical}: SchemaElement,
  type: 'INT32' | 'INT64',
): ColumnType {
  if (converted === 'DATE' || logical?.type === 'DATE') return {type: new arrow.DateDay()};
  if (logical?.type === 'TIMESTAMP')
    return {type: new arrow.Timestamp(UNITS[logical.unit], logical.isAdjustedToUTC ? 'UTC' : null)};
  if (converted === 'TIMESTAMP_MILLIS') return {type: new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, 'UTC')};
  if (converted === 'TIMESTAMP_MICROS') return {type: new arrow.Timestamp(arrow.TimeUnit.MICROSECOND, 'UTC')};
  if (converted?.startsWith('TIME_') === true || logical?.type === 'TIME') return {type: new arrow.TimeMicrosecond()};
  const width =
    logical?.type === 'INTEGER' ? `${logical.isSigned ? '' : 'U'}INT_${String(logical.bitWidth)}` : (converted ?? '');
  const make = INTEGERS[width] ?? INTEGERS[type === 'INT32' ? 'INT_32' : 'INT_64'];
  const integer = make?.() ?? new arrow.Int64();
  // Unsigned numbers are stored as signed ones of the same bits.
  if (width === 'UINT_32') return {type: integer, convert: (raw: unknown) => Number(raw) >>> 0};
  if (width === 'UINT_64') return {type: integer, convert: (raw: unknown) => BigInt.asUintN(64, raw as bigint)};
  return {type: integer};
}

/** What an annotation says of bytes. */
const said = ({converted_type: converted, logical_type: logical}: SchemaElement): string | undefined =>
  logical?.type ?? converted;

const TEXTS = ['STRING', 'UTF8', 'JSON', 'ENUM'];

function isText(element: SchemaElement): boolean {
  return element.type === 'BYTE_ARRAY' && TEXTS.includes(said(element) ?? '');
}

function bytesType(element: SchemaElement): ColumnType {
  const {type_length: length} = element;
  if (isText(element)) return {type: said(element) === 'ENUM' ? dictionary() : new arrow.Utf8()};
  if (said(element) === 'FLOAT16' && length === 2) return {type: new arrow.Float32(), convert: fromFloat16};
  if (said(element) === 'UUID' && length === 16) return {type: new arrow.Utf8(), convert: uuid};
  return binary;
}

/**
 * An element without what is written beside its type, so that hyparquet hands its values out as they are stored: it would
 * round decimals, and times to milliseconds. Text it decodes, once for each entry of a dictionary.
 */
export function bareElement(element: SchemaElement): SchemaElement {
  if (element.type === undefined) return element;
  const bare = {...element};
  delete bare.logical_type;
  delete bare.converted_type;
  return isText(element) ? {...bare, converted_type: 'UTF8'} : bare;
}

const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** @throws TypeError for bytes that are no UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Text of few different values. */
export function dictionary(): arrow.Dictionary {
  return new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
}

function uuid(raw: unknown): string {
  const hex = Buffer.from(raw as Uint8Array).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Big-endian two's complement, or a number as it is. */
function unscaled(raw: unknown): bigint {
  if (!(raw instanceof Uint8Array)) return BigInt(raw as number | bigint);
  const hex = Buffer.from(raw).toString('hex');
  return hex === '' ? 0n : BigInt.asIntN(raw.byteLength * 8, BigInt(`0x${hex}`));
}

function decimalType({precision = 38, scale = 0, logical_type: logical}: SchemaElement): ColumnType {
  const of = logical?.type === 'DECIMAL' ? logical : {precision, scale};
  return {type: new arrow.Decimal(of.scale, of.precision, of.precision > 38 ? 256 : 128), convert: unscaled};
}

/** IEEE 754 binary16, little-endian. */
function fromFloat16(raw: unknown): number {
  const [low = 0, high = 0] = raw as Uint8Array;
  const sign = (high & 0x80) === 0 ? 1 : -1;
  const exponent = (high & 0x7c) >> 2;
  const fraction = ((high & 3) << 8) | low;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
