// Parquet out: row groups leave as soon as they are full, so that memory does not grow with the file. Beside Parquet's own
// schema stands that of Arrow, as pyarrow and polars write it: it carries kinds, roles, stages, the ledger and the shapes
// of tensors, to them and back to us.
import * as arrow from 'apache-arrow';
import type {KeyValue, SchemaElement} from 'hyparquet';
import {toArrowSchema} from '../arrow-schema.js';
import type {BatchEncoder} from '../arrow-write.js';
import {cellSize, columnWidth, concatBatches, isMissingCell} from '../batches.js';
import type {Batch, ColumnData, DatasetSchema, Field} from '../types.js';

/** Values of a row group, about, and rows at most. */
const GROUP_VALUES = 1 << 21;
const GROUP_ROWS = 1 << 17;

const ELEMENTS = {
  float64: {type: 'DOUBLE'},
  float32: {type: 'FLOAT'},
  int32: {type: 'INT32'},
  // Without the logical type, whose width the library writes as a number of another size than readers accept.
  uint8: {type: 'INT32', converted_type: 'UINT_8'},
  utf8: {type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: {type: 'STRING'}},
} as const;

const BOOLEAN = {type: 'BOOLEAN'} as const;
const TIMESTAMP = {
  type: 'INT64',
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: {type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS'},
} as const;

/** How a field is stored beside its kind; in one place with {@link cellsOf}. */
function leafOf({kind, storage, shape}: Field): Omit<SchemaElement, 'name'> {
  if (storage !== 'float64' || shape !== undefined) return ELEMENTS[storage];
  if (kind === 'boolean') return BOOLEAN;
  return kind === 'datetime' ? TIMESTAMP : ELEMENTS.float64;
}

function elementsOf(field: Field): SchemaElement[] {
  const {name, shape} = field;
  const leaf = leafOf(field);
  if (shape === undefined) return [{...leaf, name, repetition_type: 'OPTIONAL'}];
  return [
    {name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST', logical_type: {type: 'LIST'}},
    {name: 'list', repetition_type: 'REPEATED', num_children: 1},
    {...leaf, name: 'element', repetition_type: 'OPTIONAL'},
  ];
}

/** The cells of a column as the library takes them: null where there is no value. */
function cellsOf(field: Field, column: ColumnData, rowCount: number): unknown[] {
  const {kind, storage, shape} = field;
  if (Array.isArray(column)) return column;
  const rows = Array.from({length: rowCount}, (_, row) => row);
  if (shape !== undefined) {
    const width = cellSize(shape);
    return rows.map((row) =>
      isMissingCell(column, row, width) ? null : Array.from(column.subarray(row * width, (row + 1) * width)),
    );
  }
  const value = (row: number): number => column[row] ?? NaN;
  if (storage === 'float64' && kind === 'boolean')
    return rows.map((row) => (Number.isNaN(value(row)) ? null : value(row) >= 0.5));
  if (storage === 'float64' && kind === 'datetime')
    return rows.map((row) => (Number.isNaN(value(row)) ? null : BigInt(Math.round(value(row) * 1000))));
  return rows.map((row) => (Number.isNaN(value(row)) ? null : value(row)));
}

/** The message that a stream of this schema begins with, as pyarrow wants it: base64 under `ARROW:schema`. */
function arrowSchemaValue(schema: DatasetSchema): KeyValue {
  const metadata = arrow.Message.encode(arrow.Message.from(toArrowSchema(schema) as never));
  const padded = (metadata.byteLength + 7) & ~7;
  const bytes = Buffer.alloc(8 + padded);
  bytes.writeInt32LE(-1, 0);
  bytes.writeInt32LE(padded, 4);
  bytes.set(metadata, 8);
  return {key: 'ARROW:schema', value: bytes.toString('base64')};
}

/** Encodes to Parquet, compressed by Snappy. @param schemaOf - asked at the start, and again at the end for the footer */
export async function parquetEncoder(schemaOf: () => DatasetSchema): Promise<BatchEncoder> {
  const {ByteWriter, ParquetWriter} = await import('hyparquet-writer');
  const {fields} = schemaOf();
  const bytes = new ByteWriter();
  const schema: SchemaElement[] = [{name: 'schema', num_children: fields.length}, ...fields.flatMap(elementsOf)];
  const writer = new ParquetWriter({writer: bytes, schema, createdBy: 'ingot', statistics: true});
  let held: Batch[] = [];
  let heldRows = 0;
  const groupRows = (batch: Batch): number => {
    const values = batch.columns.reduce((sum, column) => sum + columnWidth(column, batch.rowCount), 0);
    return Math.max(1, Math.min(GROUP_ROWS, Math.floor(GROUP_VALUES / Math.max(1, values))));
  };
  const take = (): Uint8Array[] => {
    const out = bytes.getBytes().slice();
    bytes.index = 0;
    return out.byteLength === 0 ? [] : [out];
  };
  const writeGroup = (): void => {
    if (heldRows === 0) return;
    const {rowCount, columns} = concatBatches(held);
    held = [];
    heldRows = 0;
    const columnData = fields.map((field, index) => ({
      name: field.name,
      data: cellsOf(field, columns[index] ?? [], rowCount),
    }));
    // Into bytes in memory it writes at once; only other writers are waited for.
    void writer.write({columnData, rowGroupSize: rowCount});
  };
  return {
    start: take,
    encode(batch) {
      if (batch.rowCount === 0) return [];
      held.push(batch);
      heldRows += batch.rowCount;
      if (heldRows >= groupRows(batch)) writeGroup();
      return take();
    },
    finish() {
      writeGroup();
      writer.kvMetadata = [arrowSchemaValue(schemaOf())];
      void writer.finish();
      return take();
    },
  };
}
