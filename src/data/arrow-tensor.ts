// Tensor columns in Arrow: lists of fixed size with the canonical extension type `arrow.fixed_shape_tensor`, which carries
// the shape; and what other tools write instead, plain lists of numbers.
import * as arrow from 'apache-arrow';
import {invariant} from '../core/index.js';
import {cellSize, makeNumbers} from './batches.js';
import {dataError} from './errors.js';
import {fitsElement, isWhole} from './tensor-cell.js';
import type {Element, NumberColumn, ParseRule} from './types.js';

const NAME = 'ARROW:extension:name';
const METADATA = 'ARROW:extension:metadata';
/** @see https://arrow.apache.org/docs/format/CanonicalExtensions.html, "Fixed shape tensor" */
const EXTENSION = 'arrow.fixed_shape_tensor';

const TYPES: Readonly<Record<Element, () => arrow.DataType>> = {
  uint8: () => new arrow.Uint8(),
  int32: () => new arrow.Int32(),
  float32: () => new arrow.Float32(),
  float64: () => new arrow.Float64(),
};

export function tensorType(element: Element, shape: readonly number[]): arrow.FixedSizeList {
  return new arrow.FixedSizeList(cellSize(shape), new arrow.Field('item', TYPES[element](), true));
}

export function tensorMetadata(shape: readonly number[]): [string, string][] {
  return [
    [NAME, EXTENSION],
    [METADATA, JSON.stringify({shape})],
  ];
}

/** A field of whatever type; the library's own default is no type at all. */
export type AnyField = arrow.Field<arrow.DataType>;

const isList = (type: arrow.DataType): type is arrow.FixedSizeList | arrow.List =>
  arrow.DataType.isFixedSizeList(type) || arrow.DataType.isList(type);

/** The type at the bottom of nested lists. */
function leafType(type: arrow.DataType): arrow.DataType {
  const item = isList(type) ? (type.children[0] as AnyField | undefined) : undefined;
  return item ? leafType(item.type) : type;
}

/** What numbers of an Arrow type are held as in a tensor; undefined for types that are no numbers. */
function elementOf(type: arrow.DataType): Element | undefined {
  if (arrow.DataType.isBool(type)) return 'uint8';
  if (arrow.DataType.isInt(type)) return type.bitWidth === 8 && !type.isSigned ? 'uint8' : 'int32';
  if (arrow.DataType.isFloat(type)) return type.precision === arrow.Precision.DOUBLE ? 'float64' : 'float32';
  return undefined;
}

/** Whether a column of that type can be a tensor: lists of numbers, nested or not. */
export function isTensorType(type: arrow.DataType): boolean {
  return isList(type) && elementOf(leafType(type)) !== undefined;
}

/**
 * The rule of a column of lists, as the file says it.
 *
 * @param sample - the column in the first batch; lists of no fixed size have the shape of its first row
 * @returns undefined where there is neither a shape nor a row
 * @throws IngotError `DATA_COLUMN_UNSUPPORTED` for a tensor whose axes are stored in another order, `DATA_CORRUPT`
 */
export function tensorRuleOf(field: AnyField, sample: arrow.Data | undefined, where: string): ParseRule | undefined {
  const element = elementOf(leafType(field.type)) ?? 'float32';
  const said = field.metadata.get(NAME) === EXTENSION ? shapeSaid(field, where) : undefined;
  const shape = said ?? (sample && firstShape(sample));
  return shape && {kind: 'tensor', missing: [''], shape, element};
}

function shapeSaid({metadata, type}: AnyField, where: string): number[] {
  const refuse = (what: string, code: 'DATA_CORRUPT' | 'DATA_COLUMN_UNSUPPORTED'): Error =>
    dataError(code, `${where}: ${what}.`, {hints: ['Write the column again as a plain fixed-size list of numbers.']});
  let said: {shape?: unknown; permutation?: unknown};
  try {
    said = JSON.parse(metadata.get(METADATA) ?? '') as typeof said;
  } catch (cause) {
    throw dataError('DATA_CORRUPT', `${where}: the metadata of its tensor type are no JSON.`, {cause});
  }
  const {shape, permutation} = said;
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size > 0))
    throw refuse('expected a shape in the metadata of its tensor type, each size at least 1', 'DATA_CORRUPT');
  if (Array.isArray(permutation) && permutation.some((axis, at) => axis !== at))
    throw refuse(
      'a tensor whose axes are stored in another order (permutation) cannot be read',
      'DATA_COLUMN_UNSUPPORTED',
    );
  const sizes = shape as number[];
  const stored = arrow.DataType.isFixedSizeList(type) ? type.listSize : undefined;
  if (stored !== cellSize(sizes))
    throw refuse(`its shape [${sizes.join(', ')}] does not fit its lists of ${String(stored)}`, 'DATA_CORRUPT');
  return sizes;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The items of a child that belong to items `start … end − 1` of a list. */
function innerRange(data: arrow.Data, {start, end}: Range): Range {
  const {type} = data;
  if (arrow.DataType.isFixedSizeList(type)) return {start: start * type.listSize, end: end * type.listSize};
  const offsets = data.valueOffsets as Int32Array;
  return {start: offsets[start] ?? 0, end: offsets[end] ?? 0};
}

function childOf(data: arrow.Data): arrow.Data {
  const [child] = data.children;
  invariant(child, 'a list has a child');
  return child;
}

/** The sizes of item `index` of a list, from its first parts. */
function sizesAt(data: arrow.Data, index: number): number[] {
  const {start, end} = innerRange(data, {start: index, end: index + 1});
  const child = childOf(data);
  return [end - start, ...(isList(child.type) && end > start ? sizesAt(child, start) : [])];
}

function firstShape(data: arrow.Data): number[] | undefined {
  for (let row = 0; row < data.length; row += 1) {
    if (data.nullCount > 0 && !data.getValid(row)) continue;
    const sizes = sizesAt(data, row);
    return sizes.every((size) => size > 0) ? sizes : undefined;
  }
  return undefined;
}

export interface DecodedTensor {
  readonly column: NumberColumn;
  /** Rows that are not what the rule asks, with what was found. */
  readonly bad: ReadonlyMap<number, string>;
}

/**
 * A column of lists as a tensor column; a null row is all NaN.
 *
 * @throws IngotError `DATA_COLUMN_UNSUPPORTED` when the column does not hold lists of numbers
 */
export function decodeTensor(
  data: arrow.Data,
  {shape = [], element = 'float32'}: ParseRule,
  where: string,
): DecodedTensor {
  if (!isTensorType(data.type))
    throw dataError(
      'DATA_COLUMN_UNSUPPORTED',
      `${where}: expected tensors of shape [${shape.join(', ')}], found ${arrow.Type[data.type.typeId]}.`,
      {hints: ['Write each row as a list of numbers.']},
    );
  const width = cellSize(shape);
  const column = makeNumbers(element, data.length * width);
  const bad = new Map<number, string>();
  const leaf = leafOf(data);
  const read = numberReader(leaf);
  // Where every cell has the shape and the numbers are of the element's own type, they are taken as they stand.
  for (let row = 0; row < data.length; row += 1) {
    if (data.nullCount > 0 && !data.getValid(row)) {
      if (isWhole(element)) bad.set(row, 'nothing');
      else column.fill(NaN, row * width, (row + 1) * width);
      continue;
    }
    const range = cellRange(data, row, shape);
    if (!range) {
      bad.set(row, `a list of shape [${sizesAt(data, row).join(', ')}]`);
      continue;
    }
    const found = copyCell(column, {at: row * width, width, start: range.start, element, leaf, read});
    if (found !== undefined) bad.set(row, String(found));
  }
  return {column, bad};
}

function leafOf(data: arrow.Data): arrow.Data {
  return isList(data.type) ? leafOf(childOf(data)) : data;
}

function numberReader(leaf: arrow.Data): (index: number) => number {
  const {type} = leaf;
  const isPlain =
    !arrow.DataType.isBool(type) && !(arrow.DataType.isFloat(type) && type.precision === arrow.Precision.HALF);
  const values = leaf.values as ArrayLike<number | bigint>;
  const vector = isPlain ? undefined : new arrow.Vector<arrow.DataType>([leaf]);
  return (index) => {
    if (leaf.nullCount > 0 && !leaf.getValid(index)) return NaN;
    return Number(vector ? vector.get(index) : values[index]);
  };
}

/** The numbers of a row; undefined where it is not of the shape. Lists may be flat or nested as the shape is. */
function cellRange(data: arrow.Data, row: number, shape: readonly number[]): Range | undefined {
  const width = cellSize(shape);
  let range: Range = {start: row, end: row + 1};
  let level = data;
  let depth = 0;
  while (isList(level.type)) {
    const child = childOf(level);
    const isFlat = depth === 0 && !isList(child.type);
    const size = isFlat ? width : shape[depth];
    for (let item = range.start; item < range.end; item += 1) {
      const inner = innerRange(level, {start: item, end: item + 1});
      if (inner.end - inner.start !== size) return undefined;
    }
    range = innerRange(level, range);
    level = child;
    depth += 1;
  }
  return depth === 1 || depth === shape.length ? range : undefined;
}

interface Cell {
  readonly at: number;
  readonly width: number;
  /** First of its numbers in the leaf. */
  readonly start: number;
  readonly element: Element;
  readonly leaf: arrow.Data;
  readonly read: (index: number) => number;
}

/** @returns a number that does not fit, if there is one; a cell of nothing but NaN is a missing one */
function copyCell(column: NumberColumn, {at, width, start, element, leaf, read}: Cell): number | undefined {
  const values = leaf.values as unknown;
  if (leaf.nullCount === 0 && isWhole(element) && (values as object).constructor === column.constructor) {
    column.set((values as NumberColumn).subarray(start, start + width), at);
    return undefined;
  }
  let missing = 0;
  let bad: number | undefined;
  for (let index = 0; index < width; index += 1) {
    const value = read(start + index);
    if (Number.isNaN(value)) missing += 1;
    if (!fitsElement(value, element)) bad ??= value;
    column[at + index] = value;
  }
  return missing === width && !isWhole(element) ? undefined : bad;
}
