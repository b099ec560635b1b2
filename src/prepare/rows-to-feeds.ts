// Rows of JSON, as people send them to a server, as feeds of a model's raw inputs.
import {nearest} from '../core/index.js';
import {
  cellSize,
  isMissingCell,
  makeColumn,
  parseValue,
  rawStorage,
  type ColumnData,
  type ParseRule,
} from '../data/index.js';
import type {Tensor} from '../onnx/index.js';
import {columnsToTensor} from './column-tensors.js';
import type {InputColumn, ModelSignature} from './signature.js';
import {findUnknownToken, tokenCountOf} from './tokens.js';

export interface RowProblem {
  readonly code: 'NOT_A_ROW' | 'UNKNOWN_FIELD' | 'BAD_VALUE' | 'VALUE_REQUIRED';
  /** 0-based position in the list of rows. */
  readonly row: number;
  readonly field?: string;
  readonly message: string;
}

export interface RowFeeds {
  /** By input name, `[rows, 1]`; complete even when there are problems (the values concerned are missing). */
  readonly feeds: Record<string, Tensor>;
  readonly problems: readonly RowProblem[];
}

/**
 * An absent key is a missing value; a key that is no column of the model, a value its rule cannot read, and a missing
 * value the model cannot do without are problems, each naming the field. The target may be there and is passed over.
 */
export function rowsToFeeds(rows: readonly unknown[], signature: ModelSignature): RowFeeds {
  const problems: RowProblem[] = [];
  const names = signature.inputs.map(({name}) => name);
  const known = new Set([...names, signature.target.name]);
  const objects = rows.map((row, index) => {
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Readonly<Record<string, unknown>>;
    const message = `Row ${String(index)} should be an object of column names and values.`;
    problems.push({code: 'NOT_A_ROW', row: index, message});
    return {};
  });
  objects.forEach((row, index) => {
    for (const field of Object.keys(row)) if (!known.has(field)) problems.push(unknownField(field, index, names));
  });
  const feeds = signature.inputs.map((input): [string, Tensor] => {
    const column = readColumn(input, objects, problems);
    problems.push(...unknownTokens(signature, input.name, column, objects.length));
    const {shape} = input.parse;
    return [input.name, columnsToTensor([column], rows.length, {storage: rawStorage(input.parse), shape})];
  });
  return {feeds: Object.fromEntries(feeds), problems: problems.sort((a, b) => a.row - b.row)};
}

/** Token ids the model has no entry for; the first. */
export function unknownTokens(
  signature: ModelSignature,
  name: string,
  column: ArrayLike<unknown>,
  rowCount: number,
): RowProblem[] {
  const tokenCount = tokenCountOf(signature.stages, {name, stage: null});
  const at = tokenCount === undefined ? -1 : findUnknownToken(column as ArrayLike<number>, tokenCount);
  if (at < 0) return [];
  const row = Math.floor((at * rowCount) / column.length);
  const message =
    `Row ${String(row)}: '${name}' holds ${String(column[at])}, but the model knows token ids 0 to ` +
    `${String((tokenCount ?? 0) - 1)}.`;
  return [{code: 'BAD_VALUE', row, field: name, message}];
}

function unknownField(field: string, row: number, names: readonly string[]): RowProblem {
  const near = nearest(field, names);
  const hint = near === undefined ? `The columns are: ${names.join(', ')}.` : `Did you mean '${near}'?`;
  return {
    code: 'UNKNOWN_FIELD',
    row,
    field,
    message: `Row ${String(row)}: the model has no column '${field}'. ${hint}`,
  };
}

/** A value for a message: short, and infinity (a number too large for a double) as itself, which JSON cannot say. */
function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value ?? null);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function expected({kind, shape = [], element}: ParseRule): string {
  return kind === 'tensor' ? `lists of shape [${shape.join(', ')}] of ${element ?? 'float32'}` : kind;
}

function readColumn(
  {name, parse, required}: InputColumn,
  rows: readonly Readonly<Record<string, unknown>>[],
  problems: RowProblem[],
): ColumnData {
  const storage = rawStorage(parse);
  const width = cellSize(parse.shape);
  const column = makeColumn(storage, rows.length * width);
  const missing = storage === 'utf8' ? null : NaN;
  rows.forEach((row, index) => {
    const given = Object.hasOwn(row, name) ? row[name] : undefined;
    const value = parseValue(given, parse);
    if (typeof value !== 'object' || value === null) column[index] = value ?? missing;
    else if (!Array.isArray(column)) column.set(value, index * width);
    if (value === undefined) {
      const message = `Row ${String(index)}: '${name}' should be ${expected(parse)}, got ${shown(given)}.`;
      problems.push({code: 'BAD_VALUE', row: index, field: name, message});
    } else if (required && isMissingCell(column, index, width)) {
      const message = `Row ${String(index)}: '${name}' has no value, and the model cannot do without it.`;
      problems.push({code: 'VALUE_REQUIRED', row: index, field: name, message});
    }
  });
  return column;
}
