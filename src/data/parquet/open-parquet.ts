// Parquet in: one row group after the other, in parts where the file has an index of its pages, as Arrow record batches.
import * as arrow from 'apache-arrow';
import type {FileMetaData, ParquetScan, SchemaTree} from 'hyparquet';
import {IngotError, invariant} from '../../core/index.js';
import type {AnyField} from '../arrow-tensor.js';
import {checkMessage} from '../arrow-check.js';
import type {ArrowInput} from '../arrow-read.js';
import {openRange, type ByteRange} from '../byte-range.js';
import {dataError} from '../errors.js';
import type {Source} from '../sources.js';
import {columnData} from './column-data.js';
import {bareElement, columnType, decodeText, dictionary, type ColumnType} from './column-type.js';

/** Rows of a batch. */
const BATCH_ROWS = 1 << 16;
/** Rows that are decoded together, where the file lets us choose. */
const PART_ROWS = 1 << 18;
/** Of one page, unpacked: more is damage. */
const MAX_PAGE_BYTES = 2 ** 30;
const MAGIC = 'PAR1';
const ENCRYPTED_MAGIC = 'PARE';

function damaged(name: string, what: string, cause?: unknown): IngotError {
  return dataError('DATA_CORRUPT', `${name}: no valid Parquet data: ${what}`, {
    hints: ['Make the file again from its source, or copy it again.'],
    cause,
    data: {file: name},
  });
}

/** Runs the reader of the library, whose errors are those of the file. */
async function reading<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof IngotError) throw error;
    const said = error instanceof Error ? error.message.replace(/^parquet /, '') : String(error);
    const codec = /unsupported compression codec: (\w+)/.exec(said)?.[1];
    if (codec !== undefined)
      throw dataError('DATA_FORMAT', `${name}: it is compressed by ${codec}, which is not read here.`, {
        hints: ['Write it again with another compression, such as zstd or snappy.'],
        cause: error,
      });
    throw damaged(name, said, error);
  }
}

async function checkEnds(range: ByteRange, name: string): Promise<void> {
  const head = (await range.read(0, 4)).toString('latin1');
  const tail = (await range.read(Math.max(0, range.length - 4), 4)).toString('latin1');
  if (head === ENCRYPTED_MAGIC || tail === ENCRYPTED_MAGIC)
    throw dataError('DATA_FORMAT', `${name}: the file is encrypted.`, {hints: ['Write it again without encryption.']});
  if (head !== MAGIC) throw damaged(name, "expected 'PAR1' at the beginning.");
  if (range.length < 12 || tail !== MAGIC)
    throw dataError('DATA_TRUNCATED', `${name}: the input ended early: expected a footer and 'PAR1' at the end.`, {
      hints: ['The command that wrote it may have failed or been stopped: run it, or copy the file, again.'],
      data: {file: name},
    });
}

/** What the footer says must lie inside of the file and be consistent, before anything is reserved for it. */
function checkMetadata({row_groups: groups, num_rows: rows}: FileMetaData, length: number, name: string): void {
  let sum = 0n;
  for (const {num_rows: count, columns} of groups) {
    sum += count;
    if (count < 0n || count > 2n ** 31n) throw damaged(name, `a row group of ${String(count)} rows.`);
    for (const {file_path: path, meta_data: column} of columns) {
      if (path !== undefined || !column) throw damaged(name, 'a column that lies in another file, or is encrypted.');
      const start = column.dictionary_page_offset ?? column.data_page_offset;
      const isFlat = column.path_in_schema.length === 1;
      if (column.total_compressed_size < 0n || start < 4n || start + column.total_compressed_size > BigInt(length))
        throw damaged(name, `column '${column.path_in_schema.join('.')}' lies outside of the file.`);
      if (isFlat && column.num_values !== count)
        throw damaged(name, `column '${column.path_in_schema.join('.')}' has another number of values than rows.`);
    }
  }
  if (sum !== rows) throw damaged(name, `its row groups have ${String(sum)} rows together, not ${String(rows)}.`);
}

/** The Arrow schema that Arrow's own writers (and ours) leave beside that of Parquet. */
function arrowSchemaOf(metadata: FileMetaData): arrow.Schema | undefined {
  const text = metadata.key_value_metadata?.find(({key}) => key === 'ARROW:schema')?.value;
  if (text === undefined) return undefined;
  try {
    const bytes = Buffer.from(text, 'base64');
    const prefix = bytes.readInt32LE(0) === -1 ? 8 : 4;
    const message = Uint8Array.from(bytes.subarray(prefix));
    checkMessage(message);
    return arrow.Message.decode(message).header() as arrow.Schema;
  } catch {
    // It only adds to what Parquet says, and other tools' may know types that this library does not.
    return undefined;
  }
}

interface Column {
  readonly field: AnyField;
  readonly type: ColumnType;
}

/** A column as Parquet has it, and what Arrow's schema adds: categories, lists of one length, metadata. */
function columnOf(name: string, plain: ColumnType, said: AnyField | undefined): Column {
  const metadata = said?.metadata;
  let type = plain;
  if (said && arrow.DataType.isDictionary(said.type) && arrow.DataType.isUtf8(plain.type))
    type = {...plain, type: dictionary()};
  if (said && arrow.DataType.isFixedSizeList(said.type) && plain.item)
    type = {
      ...plain,
      type: new arrow.FixedSizeList(said.type.listSize, new arrow.Field('item', plain.item.type, true)),
    };
  return {field: new arrow.Field(name, type.type, true, metadata), type};
}

interface OpenedFile {
  readonly range: ByteRange;
  readonly scan: ParquetScan;
  readonly columns: readonly Column[];
  readonly schema: arrow.Schema;
  readonly rowCount: number;
  /** Whether rows can be read in parts of a group without decoding all of it. */
  readonly hasPageIndex: boolean;
}

/**
 * The chunks of every row group must be the leaves of the schema: for others hyparquet begins to read what nobody waits for.
 *
 * @throws Error where they are not
 */
function requireLeaves(tree: SchemaTree, {row_groups: groups}: FileMetaData): void {
  const leaves = (node: SchemaTree): string[] =>
    node.children.length === 0 ? [node.path.join('.')] : node.children.flatMap(leaves);
  const expected = tree.children.flatMap(leaves).join('\n');
  for (const {columns} of groups) {
    const found = columns.map(({meta_data: chunk}) => chunk?.path_in_schema.join('.') ?? '').join('\n');
    if (found !== expected) throw new Error('the columns of a row group are not those of the schema');
  }
}

async function openFile(source: Source): Promise<OpenedFile> {
  const {name} = source;
  const [{parquetMetadataAsync, parquetScan, parquetSchema}, {compressors}] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const range = await openRange(source);
  try {
    await checkEnds(range, name);
    const file = {
      byteLength: range.length,
      slice: async (start: number, end = range.length): Promise<ArrayBuffer> => {
        const {buffer, byteOffset, byteLength} = await range.read(start, end - start);
        return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
      },
    };
    return await reading(name, async () => {
      const metadata = await parquetMetadataAsync(file, {geoparquet: false});
      checkMetadata(metadata, range.length, name);
      requireLeaves(parquetSchema(metadata), metadata);
      const own = arrowSchemaOf(metadata);
      const fields: readonly AnyField[] = own?.fields ?? [];
      const columns = parquetSchema(metadata).children.map((tree) =>
        columnOf(
          tree.element.name,
          columnType(tree),
          fields.find((field) => field.name === tree.element.name),
        ),
      );
      const bare = {...metadata, schema: metadata.schema.map(bareElement)};
      const scan = await parquetScan({
        file,
        metadata: bare,
        utf8: false,
        compressors: bounded(compressors),
        parsers: {stringFromBytes: decodeText, timestampFromNanoseconds: (nanos) => nanos},
      });
      const schema = new arrow.Schema(
        columns.map(({field}) => field),
        own?.metadata,
      );
      const hasPageIndex = metadata.row_groups.every((group) =>
        group.columns.every((column) => column.offset_index_offset !== undefined),
      );
      return {range, scan, columns, schema, rowCount: Number(metadata.num_rows), hasPageIndex};
    });
  } catch (error) {
    await range.close();
    throw error;
  }
}

type Compressors = typeof import('hyparquet-compressors').compressors;

function bounded(compressors: Compressors): Compressors {
  return Object.fromEntries(
    Object.entries(compressors).map(([codec, unpack]) => [
      codec,
      (input: Uint8Array, length: number): Uint8Array => {
        if (!(length >= 0) || length > MAX_PAGE_BYTES) throw new Error(`a page of ${String(length)} bytes.`);
        // An empty page, which the library's LZ4 does not know.
        return length === 0 ? new Uint8Array(0) : unpack(input, length);
      },
    ]),
  );
}

/** Parts of row groups, none longer than it must be. */
function partsOf({scan, hasPageIndex}: OpenedFile): {readonly rowStart: number; readonly rowEnd: number}[] {
  return scan.ranges.flatMap(({rowStart, rowEnd}) => {
    if (!hasPageIndex) return [{rowStart, rowEnd}];
    const count = Math.ceil((rowEnd - rowStart) / PART_ROWS);
    return Array.from({length: count}, (_, part) => ({
      rowStart: rowStart + part * PART_ROWS,
      rowEnd: Math.min(rowEnd, rowStart + (part + 1) * PART_ROWS),
    }));
  });
}

async function* readBatches(file: OpenedFile, name: string): AsyncGenerator<arrow.RecordBatch> {
  const {scan, columns, schema} = file;
  const struct = new arrow.Struct(schema.fields);
  for (const {rowStart, rowEnd} of partsOf(file)) {
    const rows = rowEnd - rowStart;
    const slices: arrow.Data[][] = [];
    // One column after the other: only what Arrow holds of them stays.
    for (const {field, type} of columns)
      slices.push(
        await reading(`${name}, column '${field.name}'`, async () => {
          const isRead = !arrow.DataType.isStruct(type.type) && !arrow.DataType.isBinary(type.type);
          const values = isRead ? await scan.readColumn({column: field.name, rowStart, rowEnd}) : {length: rows};
          if (values.length !== rows)
            throw new Error(`expected ${String(rows)} values in a row group, found ${String(values.length)}.`);
          return sliced(values, type);
        }),
      );
    for (let part = 0; part * BATCH_ROWS < rows; part += 1) {
      const children = slices.map((each) => {
        const data = each[part];
        invariant(data, 'all columns are cut alike');
        return data;
      });
      const length = Math.min(BATCH_ROWS, rows - part * BATCH_ROWS);
      yield new arrow.RecordBatch(schema, arrow.makeData({type: struct, length, nullCount: 0, children}));
    }
  }
}

function sliced(values: ArrayLike<unknown>, type: ColumnType): arrow.Data[] {
  const count = Math.ceil(values.length / BATCH_ROWS);
  return Array.from({length: count}, (_, part) => {
    const start = part * BATCH_ROWS;
    const length = Math.min(BATCH_ROWS, values.length - start);
    return columnData(
      type,
      Array.from({length}, (_each, row) => values[start + row]),
    );
  });
}

/**
 * Opens a Parquet file: any codec but LZO, any encoding; numbers, decimals, text, moments, lists as Arrow has them. Memory
 * holds a row group (where the file has an index of its pages: 262,144 rows at most).
 *
 * @throws IngotError `DATA_TRUNCATED`, `DATA_CORRUPT`, `DATA_FORMAT`
 */
export async function openParquetFile(source: Source): Promise<ArrowInput> {
  let first: OpenedFile | undefined = await openFile(source);
  const {schema, rowCount} = first;
  return {
    schema,
    rowCount,
    async *batches() {
      const file = first ?? (await openFile(source));
      first = undefined;
      try {
        yield* readBatches(file, source.name);
      } finally {
        await file.range.close();
      }
    },
    async close() {
      await first?.range.close();
      first = undefined;
    },
  };
}
