// Columns of a batch as tensors and back. Missing text is "" in a graph and null in a batch.
import {invariant} from '../core/index.js';
import {
  canonicalNumberText,
  cellParser,
  cellSize,
  fitsElement,
  formatLabels,
  isTextKind,
  makeNumbers,
  missingNumbers,
  splitLabels,
  tokenNames,
  type ColumnData,
  type Field,
  type ParseRule,
  type Storage,
  type TokenRule,
} from '../data/index.js';
import type {DType, Tensor} from '../onnx/index.js';
import {prepareError} from './errors.js';

export const DTYPE_OF: Readonly<Record<Storage, DType>> = {
  float64: 'float64',
  float32: 'float32',
  int32: 'int32',
  uint8: 'uint8',
  utf8: 'string',
};

export interface TensorLayout {
  readonly storage: Storage;
  /** Sizes of a cell of the one column, where it holds tensors. */
  readonly shape?: readonly number[] | undefined;
}

/**
 * `[N, C]` of the columns side by side, `[N, ...shape]` of a column of tensors; for one column of numbers without a copy.
 */
export function columnsToTensor(
  columns: readonly ColumnData[],
  rowCount: number,
  {storage, shape}: TensorLayout,
): Tensor {
  const width = columns.length;
  if (shape !== undefined) {
    const [tensor] = columns;
    invariant(tensor && !Array.isArray(tensor) && width === 1, 'a tensor is a block of its own');
    return {dtype: DTYPE_OF[storage], dims: [rowCount, ...shape], data: tensor};
  }
  const dims = [rowCount, width];
  const dtype = DTYPE_OF[storage];
  const [only] = columns;
  if (storage === 'utf8') {
    const texts = new Array<string>(rowCount * width);
    columns.forEach((column, position) => {
      const cells = column as (string | null)[];
      for (let row = 0; row < rowCount; row += 1) texts[row * width + position] = cells[row] ?? '';
    });
    return {dtype, dims, data: texts};
  }
  if (width === 1 && only && !Array.isArray(only) && only.length === rowCount) return {dtype, dims, data: only};
  const data = makeNumbers(storage, rowCount * width);
  columns.forEach((column, position) => {
    const cells = column as Float64Array;
    for (let row = 0; row < rowCount; row += 1) data[row * width + position] = cells[row] ?? NaN;
  });
  return {dtype, dims, data};
}

/** Column `index` of a tensor `[N, C]`; all of `[N, ...shape]` where its cells are tensors. */
export function tensorColumn({data, dims}: Tensor, index: number, isTensor = false): ColumnData {
  if (isTensor) return data as ColumnData;
  const [rowCount = 0, width = 1] = dims;
  if (Array.isArray(data)) {
    const texts = data as readonly string[];
    return Array.from({length: rowCount}, (_, row) => {
      const text = texts[row * width + index] ?? '';
      return text === '' ? null : text;
    });
  }
  const numbers = data as Float64Array | Float32Array | Int32Array;
  if (width === 1) return numbers;
  const column =
    numbers instanceof Float64Array
      ? new Float64Array(rowCount)
      : numbers instanceof Float32Array
        ? new Float32Array(rowCount)
        : new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) column[row] = numbers[row * width + index] ?? NaN;
  return column;
}

/** Reads a column of a dataset as the model's rule has it; undefined when nothing needs to be done. */
export type ColumnReader = ((column: ColumnData) => ColumnData) | undefined;

/**
 * How a raw column that was imported on its own becomes what the model's rule would have made of it.
 *
 * @throws IngotError `KIND_MISMATCH` when the import lost what the rule needs
 */
export function columnReader(field: Field, rule: ParseRule, where: string): ColumnReader {
  const isText = isTextKind;
  const from = field.parse.kind;
  if (from === 'tensor' && rule.kind === 'tensor') return tensorReader(field, rule, where);
  if (from === 'labels' && rule.kind === 'labels') return labelsReader(field, rule);
  // As a category, an empty cell was a missing one; as labels, the order and blanks of the cell are gone.
  if (from === 'labels' || rule.kind === 'labels') throw kindMismatch(field, rule, where);
  if (isText(from) && rule.tokens) return tokenReader(field, rule, where);
  const tokens = rule.missing.filter((token) => !field.parse.missing.includes(token));
  if (isText(from) && isText(rule.kind))
    return tokens.length > 0 || (rule.numberText === true && field.parse.numberText !== true)
      ? mapCells(field, rule, where, textOf)
      : undefined;
  if (from === 'numeric' && rule.kind === 'numeric') return withoutNumbers(missingNumbers(tokens, rule.decimalMark));
  if (from === rule.kind) return undefined;
  if (isText(from)) return mapCells(field, rule, where, textOf);
  if (from === 'numeric' && rule.numberText === true) return mapCells(field, rule, where, numberTextOf);
  if (from === 'numeric' && rule.kind === 'boolean') return mapCells(field, rule, where, numberTextOf);
  if (from === 'boolean' && rule.kind === 'numeric') return undefined;
  throw kindMismatch(field, rule, where);
}

function kindMismatch(field: Field, rule: ParseRule, where: string): Error {
  return prepareError(
    'KIND_MISMATCH',
    `${where}: column '${field.name}' was imported as ${field.parse.kind}, but the model reads it as ${rule.kind}.`,
    {
      hints: [
        'Give the original file: the model reads its cells by its own rules.',
        `Or import it with --kind ${field.name}=${rule.kind}.`,
      ],
      data: {column: field.name},
    },
  );
}

/** Labels with another delimiter between them. */
function labelsReader({parse}: Field, rule: ParseRule): ColumnReader {
  if (parse.labelDelimiter === rule.labelDelimiter) return undefined;
  return (column) =>
    (column as (string | null)[]).map((cell) => (cell === null ? null : formatLabels(splitLabels(cell, parse), rule)));
}

/** Texts as the tokens that the model's rule makes of them. */
function tokenReader({name}: Field, rule: ParseRule, where: string): ColumnReader {
  const parse = cellParser(rule);
  const width = cellSize(rule.shape);
  return (column) => {
    const ids = new Int32Array(column.length * width);
    for (let row = 0; row < column.length; row += 1) {
      const cell = parse(textOf(column[row] ?? null));
      if (!(cell instanceof Int32Array))
        throw prepareError('KIND_MISMATCH', `${where}: column '${name}' has no text in some row, which is no tokens.`, {
          hints: [`Leave such rows out first: ingot data clean ROWS --drop-missing '${name}' -o OUT.`],
          data: {column: name},
        });
      ids.set(cell, row * width);
    }
    return ids;
  };
}

function hasSameTokens(a: TokenRule, b: TokenRule): boolean {
  return a.unit === b.unit && tokenNames(a).join('\0') === tokenNames(b).join('\0');
}

/** Numbers of another type are taken where each of them fits. */
function tensorReader({name, shape = [], storage, parse}: Field, rule: ParseRule, where: string): ColumnReader {
  const {shape: wanted = [], element = 'float32'} = rule;
  const refuse = (what: string): Error =>
    prepareError('KIND_MISMATCH', `${where}: column '${name}' ${what}.`, {data: {column: name}});
  if (wanted.length !== shape.length || wanted.some((size, axis) => size !== shape[axis]))
    throw refuse(`holds tensors of shape [${shape.join(', ')}], but the model reads [${wanted.join(', ')}]`);
  if (rule.tokens && parse.tokens && !hasSameTokens(rule.tokens, parse.tokens))
    throw prepareError(
      'KIND_MISMATCH',
      `${where}: column '${name}' holds tokens of another vocabulary than the model's.`,
      {
        hints: ['Tokenize the texts with the training rows as pattern: ingot data tokenize ROWS --like TRAIN -o OUT.'],
        data: {column: name},
      },
    );
  if (storage === element) return undefined;
  return (column) => {
    const values = makeNumbers(element, column.length);
    for (let at = 0; at < column.length; at += 1) {
      const value = Number(column[at]);
      if (!fitsElement(value, element) && !Number.isNaN(value))
        throw refuse(`holds ${String(value)}, which is no ${element}, as the model reads it`);
      values[at] = value;
    }
    return values;
  };
}

/** The import did not know that these numbers mean "no value"; the model does. */
function withoutNumbers(missing: ReadonlySet<number>): ColumnReader {
  if (missing.size === 0) return undefined;
  return (column) => Float64Array.from(column as Float64Array, (value) => (missing.has(value) ? NaN : value));
}

type CellText = (value: string | number | null) => string;
const textOf: CellText = (value) => (value === null ? '' : String(value));
const numberTextOf: CellText = (value) =>
  typeof value !== 'number' || Number.isNaN(value) ? '' : canonicalNumberText(value);

function mapCells(field: Field, rule: ParseRule, where: string, text: CellText): ColumnReader {
  const parse = cellParser(rule);
  return (column) => {
    const values = Array.from(column as ArrayLike<string | number | null>, (cell) => {
      const value = parse(text(cell));
      if (value !== undefined) return value;
      throw prepareError(
        'KIND_MISMATCH',
        `${where}: column '${field.name}' holds '${text(cell)}', which the model cannot read as ${rule.kind}.`,
        {
          hints: [`Import the file with --kind ${field.name}=${rule.kind} to see the rows.`],
          data: {column: field.name},
        },
      );
    });
    return isTextKind(rule.kind) ? (values as (string | null)[]) : Float64Array.from(values as number[]);
  };
}
