// CSV and JSON Lines out. Values go out as they would come in: numbers in their shortest text, dates in ISO 8601 UTC.
import type {BatchEncoder} from './arrow-write.js';
import {formatCsvRow} from './csv-text.js';
import {formatDate} from './dates.js';
import {cellSize, isMissingCell} from './batches.js';
import {dataError} from './errors.js';
import {splitLabels} from './labels-cell.js';
import {tensorToLists, type NestedNumbers} from './tensor-cell.js';
import type {Batch, ColumnData, DatasetSchema, Field} from './types.js';

/** A cell for text formats: null where there is no value. */
export function cellText({kind, storage, parse}: Field, column: ColumnData, row: number): string | null {
  const value = column[row] ?? null;
  // An empty cell would say that there is no label.
  if (value === null && kind === 'labels') return parse.missing[0] ?? null;
  if (value === null || typeof value === 'string') return value;
  if (Number.isNaN(value)) return null;
  // Fitted columns are numbers whatever they were.
  if (storage !== 'float64') return String(value);
  if (kind === 'datetime') return formatDate(value);
  if (kind === 'boolean') return value === 0 ? (parse.falseWords?.[0] ?? 'false') : (parse.trueWords?.[0] ?? 'true');
  return String(value);
}

/** What a cell is in JSON. */
export type JsonCell = string | number | boolean | null | NestedNumbers | readonly string[];

/** A cell for JSON: null where there is no value, nested lists for a tensor, a list of labels. */
export function cellJson({kind, storage, shape, parse}: Field, column: ColumnData, row: number): JsonCell {
  if (shape !== undefined && !Array.isArray(column))
    return isMissingCell(column, row, cellSize(shape)) ? null : tensorToLists(column, row, shape);
  const value = column[row] ?? null;
  if (typeof value === 'string' && kind === 'labels') return splitLabels(value, parse);
  if (value === null || typeof value === 'string') return value;
  if (Number.isNaN(value)) return null;
  if (storage !== 'float64') return value;
  if (kind === 'datetime') return formatDate(value);
  return kind === 'boolean' ? value !== 0 : value;
}

function lines(batch: Batch, line: (row: number) => string): Uint8Array[] {
  const out: string[] = [];
  for (let row = 0; row < batch.rowCount; row += 1) out.push(line(row), '\n');
  return [Buffer.from(out.join(''))];
}

/** @throws IngotError `DATA_COLUMN_UNSUPPORTED` for a column of tensors: CSV has no lists */
export function csvEncoder({fields}: DatasetSchema): BatchEncoder {
  const tensor = fields.find(({shape}) => shape !== undefined);
  if (tensor)
    throw dataError(
      'DATA_COLUMN_UNSUPPORTED',
      `Column '${tensor.name}' holds tensors of shape [${(tensor.shape ?? []).join(', ')}], which CSV cannot hold.`,
      {hints: ['Write JSON Lines (.jsonl) or Arrow (.arrow) instead.'], data: {column: tensor.name}},
    );
  return {
    start: () => [Buffer.from(`${formatCsvRow(fields.map(({name}) => name))}\n`)],
    encode: (batch) =>
      lines(batch, (row) =>
        formatCsvRow(fields.map((field, index) => cellText(field, batch.columns[index] ?? [], row))),
      ),
    finish: () => [],
  };
}

export function jsonlEncoder({fields}: DatasetSchema): BatchEncoder {
  const keys = fields.map(({name}) => JSON.stringify(name));
  return {
    start: () => [],
    encode: (batch) =>
      lines(batch, (row) => {
        const members = fields.map(
          (field, index) => `${keys[index] ?? ''}:${JSON.stringify(cellJson(field, batch.columns[index] ?? [], row))}`,
        );
        return `{${members.join(',')}}`;
      }),
    finish: () => [],
  };
}
