// Arrays in files as one table: each array a column, rows along the first axis. They are handed on as Arrow record batches,
// so that roles, kinds, bad rows and the rest are those of any other Arrow data.
import {counted} from '../../core/index.js';
import * as arrow from 'apache-arrow';
import {numberData} from '../arrow-encode.js';
import {tensorMetadata, type AnyField} from '../arrow-tensor.js';
import type {ArrowInput} from '../arrow-read.js';
import {cellSize} from '../batches.js';
import {dataError} from '../errors.js';
import type {Source} from '../sources.js';
import {arrowTypeOf, elementsOf, textsOf, type FileArray} from './array-type.js';
import {openRange, type ByteRange} from '../byte-range.js';
import {readIdx} from './idx.js';
import {readNpy} from './npy.js';
import {readNpz} from './npz.js';
import {arrayFormatOf} from './recognize.js';

/** Values and rows of a batch, at most. */
const BATCH_VALUES = 1 << 20;
const MAX_BATCH_ROWS = 1 << 16;

/** @throws IngotError `DATA_CORRUPT`, `DATA_TRUNCATED`, `DATA_FORMAT`, `DATA_SCHEMA_MISMATCH`, `DATA_COLUMN_DUPLICATE` */
export async function openArrays(sources: readonly Source[]): Promise<ArrowInput> {
  const ranges: ByteRange[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(ranges.map((range) => range.close()));
  };
  try {
    const arrays: FileArray[] = [];
    for (const source of sources) {
      const range = await openRange(source);
      ranges.push(range);
      arrays.push(...(await readArrays(source, range)));
    }
    const rowCount = checkTable(arrays);
    const fields = arrays.map(fieldOf);
    const schema = new arrow.Schema(fields);
    const width = Math.max(1, ...arrays.map(({dims}) => cellSize(dims.slice(1))));
    const batchRows = Math.max(1, Math.min(MAX_BATCH_ROWS, Math.floor(BATCH_VALUES / width)));
    return {
      schema,
      rowCount,
      async *batches() {
        for (let start = 0; start < rowCount; start += batchRows) {
          const end = Math.min(rowCount, start + batchRows);
          const children: arrow.Data[] = [];
          for (const [index, array] of arrays.entries())
            children.push(await columnOf(array, fields[index]?.type ?? new arrow.Null(), {start, end}));
          const type = new arrow.Struct(fields);
          const data = arrow.makeData({type, length: end - start, nullCount: 0, children});
          yield new arrow.RecordBatch(schema, data);
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readArrays({fileName, name: where, column}: Source, bytes: ByteRange): Promise<FileArray[]> {
  const name = column ?? nameOf(fileName);
  const format = arrayFormatOf(await bytes.read(0, 16), fileName);
  if (format === 'npy') return [await readNpy(bytes, {name, where})];
  if (format === 'idx') return [await readIdx(bytes, {name, where})];
  const members = await readNpz(bytes, where);
  if (column !== undefined && members.length !== 1)
    throw dataError('DATA_OPTION', `${column}=${where}: expected one array, found ${String(members.length)}.`, {
      hints: [
        `Leave '${column}=' out: the columns are called as the arrays, ${members.map((each) => each.name).join(', ')}.`,
      ],
    });
  return Promise.all(
    members.map((member) =>
      readNpy(member.bytes, {name: column ?? member.name, where: `${where}, member '${member.name}'`}),
    ),
  );
}

/** `train-images-idx3-ubyte` → `train-images` */
function nameOf(fileName: string): string {
  const bare = fileName.replace(/\.(npy|npz|idx)$/i, '').replace(/[-.]idx\d-u?(byte|short|int|float|double)$/i, '');
  return bare === '' || bare === '-' ? 'values' : bare;
}

/** @returns how many rows all have */
function checkTable(arrays: readonly FileArray[]): number {
  const [first] = arrays;
  if (!first) throw dataError('DATA_EMPTY', 'Expected at least one array, found none.');
  const [rowCount = 0] = first.dims;
  for (const [index, {name, where, dims}] of arrays.entries()) {
    if (arrays.findIndex((other) => other.name === name) !== index)
      throw dataError('DATA_COLUMN_DUPLICATE', `${where}: there is a column '${name}' already.`, {
        hints: ['Name the columns: NAME=FILE NAME=FILE.'],
      });
    if (dims[0] !== rowCount)
      throw dataError(
        'DATA_SCHEMA_MISMATCH',
        `${where}: expected ${counted(rowCount, 'row')} as in ${first.where}, found ${String(dims[0])}.`,
        {hints: ['Arrays named together are the columns of one table.'], data: {file: where}},
      );
  }
  return rowCount;
}

function fieldOf({name, dims, type, where}: FileArray): AnyField {
  const shape = dims.slice(1);
  const inner = arrowTypeOf(type);
  if (shape.length === 0) return new arrow.Field(name, type.code === 'b1' ? new arrow.Bool() : inner, true);
  if (arrow.DataType.isUtf8(inner))
    throw dataError('DATA_FORMAT', `${where}: text is read from arrays of one axis only, found [${dims.join(', ')}].`);
  const list = new arrow.FixedSizeList(cellSize(shape), new arrow.Field('item', inner, true));
  return new arrow.Field(name, list, true, new Map(tensorMetadata(shape)));
}

interface Rows {
  readonly start: number;
  readonly end: number;
}

async function columnOf(array: FileArray, type: arrow.DataType, rows: Rows): Promise<arrow.Data> {
  const bytes = array.isFortran ? await gatherRows(array, rows) : await readRows(array, rows);
  const length = rows.end - rows.start;
  if (arrow.DataType.isUtf8(type)) return dataOf(arrow.vectorFromArray(textsOf(array.type, bytes), new arrow.Utf8()));
  const values = elementsOf(array.type, bytes);
  if (arrow.DataType.isBool(type))
    return dataOf(
      arrow.vectorFromArray(
        Array.from(values as Uint8Array, (value) => value !== 0),
        new arrow.Bool(),
      ),
    );
  if (!arrow.DataType.isFixedSizeList(type)) return numberData(type, length, values);
  const child = numberData(type.children[0]?.type as arrow.DataType, length * type.listSize, values);
  return arrow.makeData({type, length, nullCount: 0, child});
}

function dataOf(vector: arrow.Vector): arrow.Data {
  return vector.data[0] as arrow.Data;
}

async function readRows({dims, type, bytes, where}: FileArray, {start, end}: Rows): Promise<Buffer> {
  const rowBytes = cellSize(dims.slice(1)) * type.size;
  const found = await bytes.read(start * rowBytes, (end - start) * rowBytes);
  if (found.byteLength === (end - start) * rowBytes) return found;
  throw dataError('DATA_TRUNCATED', `${where}: the input ended early, while it was read.`, {data: {file: where}});
}

/** Rows of an array whose first axis runs fastest: a strip of each cell position, put in its place. */
async function gatherRows({dims, type, bytes}: FileArray, {start, end}: Rows): Promise<Buffer> {
  const [rowCount = 0, ...shape] = dims;
  const width = cellSize(shape);
  const {size} = type;
  const rows = Buffer.from(new ArrayBuffer((end - start) * width * size));
  const index = shape.map(() => 0);
  for (let cell = 0; cell < width; cell += 1) {
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) place = place * (shape[axis] ?? 1) + (index[axis] ?? 0);
    const strip = await bytes.read((place * rowCount + start) * size, (end - start) * size);
    for (let row = 0; row < end - start; row += 1)
      strip.copy(rows, (row * width + cell) * size, row * size, (row + 1) * size);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) break;
      index[axis] = 0;
    }
  }
  return rows;
}
