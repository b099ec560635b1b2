// Arrow IPC, file and stream, batch by batch. Truncation is found here: the Arrow reader alone takes the end of the
// input for the end of the data.
import {open as openFile, type FileHandle} from 'node:fs/promises';
import * as arrow from 'apache-arrow';
import {fileError, IngotError, invariant} from '../core/index.js';
import {ByteReader} from './byte-reader.js';
import {checkFooter, checkMessage} from './arrow-check.js';
import {dataError} from './errors.js';
import {decodeLz4Frame} from './lz4.js';
import {decodeZstdFrames} from './zstd-buffer.js';
import type {Source} from './sources.js';

const MAGIC = 'ARROW1';
const MAGIC_BYTES = 8;

arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, {decode: decodeLz4Frame});
arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, {decode: (bytes) => decodeZstdFrames(bytes)});

/** An opened Arrow source. */
export interface ArrowInput {
  readonly schema: arrow.Schema;
  /** Known before reading for files. */
  readonly rowCount?: number;
  batches(): AsyncGenerator<arrow.RecordBatch>;
  close(): Promise<void>;
}

function truncated(name: string, expected: string): IngotError {
  return dataError('DATA_TRUNCATED', `${name}: the input ended early: expected ${expected}.`, {
    hints: ['The command that wrote it may have failed or been stopped: look at its messages and run it again.'],
    data: {file: name},
  });
}

function corrupt(error: unknown, name: string): unknown {
  if (error instanceof IngotError) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (/codec|compress/i.test(said))
    return dataError(
      'DATA_FORMAT',
      `${name}: the buffers are compressed in a way that is not read here (only LZ4 and zstd are).`,
      {
        hints: ["Write it uncompressed: compression='uncompressed' in pyarrow, polars and pandas."],
        cause: error,
      },
    );
  return dataError('DATA_CORRUPT', `${name}: no valid Arrow data: ${said}`, {
    hints: ['Make the file again from its source.'],
    cause: error,
    data: {file: name},
  });
}

/** Passes whole messages on, and insists on the end-of-stream marker and on nothing behind it. */
async function* guardStream(reader: ByteReader, name: string): AsyncGenerator<Uint8Array> {
  for (;;) {
    const prefix = await reader.read(4);
    if (prefix.byteLength < 4) throw truncated(name, 'an end-of-stream marker');
    const first = new DataView(prefix.buffer).getInt32(0, true);
    let size = first;
    if (first === -1) {
      const second = await reader.read(4);
      if (second.byteLength < 4) throw truncated(name, 'an end-of-stream marker');
      size = new DataView(second.buffer).getInt32(0, true);
    }
    if (size === 0) break;
    if (size < 0 || size > 1 << 28)
      throw dataError('DATA_CORRUPT', `${name}: expected an Arrow message, found something else.`);
    const metadata = await reader.read(size);
    if (metadata.byteLength < size) throw truncated(name, 'the rest of a message');
    checkMessage(metadata);
    const bodyBytes = arrow.Message.decode(metadata).bodyLength;
    const body = await reader.read(bodyBytes);
    if (body.byteLength < bodyBytes) throw truncated(name, 'the rest of a batch');
    yield new Uint8Array(Int32Array.of(-1, size).buffer);
    yield metadata;
    if (bodyBytes > 0) yield body;
  }
  const rest = await reader.read(1);
  if (rest.byteLength > 0)
    throw dataError('DATA_CORRUPT', `${name}: there is more after the end of the stream.`, {
      hints: ['Several streams cannot be joined with cat: name the files one by one.'],
    });
}

/** Opens a stream. @throws IngotError `DATA_TRUNCATED`, `DATA_CORRUPT` */
export async function openArrowStream(bytes: AsyncIterable<Uint8Array>, name: string): Promise<ArrowInput> {
  const bytesReader = new ByteReader(bytes);
  const guard = guardStream(bytesReader, name);
  try {
    const reader = await arrow.RecordBatchReader.from(guard);
    await reader.open({autoDestroy: true});
    const {schema} = reader as {schema: arrow.Schema | undefined};
    if (!schema) throw dataError('DATA_CORRUPT', `${name}: expected an Arrow schema first, found none.`);
    return {
      schema,
      async *batches() {
        try {
          for await (const batch of reader as AsyncIterable<arrow.RecordBatch>) if (batch.numRows > 0) yield batch;
        } catch (error) {
          throw corrupt(error, name);
        }
      },
      close: () => bytesReader.close(),
    };
  } catch (error) {
    await bytesReader.close();
    throw corrupt(error, name);
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const {bytesRead} = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Rows of a file, from its batches' headers alone. */
async function countRows(file: FileHandle, footer: NonNullable<arrow.RecordBatchReader['footer']>): Promise<number> {
  let rows = 0;
  for (const {offset, metaDataLength} of footer.recordBatches()) {
    const block = await readAt(file, offset, metaDataLength);
    const prefix = block.readInt32LE(0) === -1 ? 8 : 4;
    checkMessage(block.subarray(prefix));
    const header = arrow.Message.decode(block.subarray(prefix)).header() as {length: number | bigint};
    rows += Number(header.length);
  }
  return rows;
}

/** A reader over an open file, the ends of which have been checked. */
async function readerOf(file: FileHandle, name: string): Promise<arrow.RecordBatchReader> {
  const {size} = await file.stat();
  const tail = await readAt(file, Math.max(0, size - MAGIC.length), MAGIC.length);
  if (size < 2 * MAGIC_BYTES + 4 || tail.toString('latin1') !== MAGIC)
    throw truncated(name, "a footer and 'ARROW1' at the end");
  const footerBytes = (await readAt(file, size - MAGIC.length - 4, 4)).readInt32LE(0);
  if (footerBytes <= 0 || footerBytes > size - MAGIC_BYTES) throw new Error('the footer is damaged.');
  checkFooter(await readAt(file, size - MAGIC.length - 4 - footerBytes, footerBytes));
  const reader = await arrow.RecordBatchReader.from(file);
  await reader.open({autoDestroy: false});
  if (!reader.footer) throw new Error('the footer is damaged.');
  return reader;
}

/** Works with an open file and closes it, whatever happens. */
async function* withFile<T>({path, name}: Source, use: (file: FileHandle) => AsyncGenerator<T>): AsyncGenerator<T> {
  const file = await openFile(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  try {
    yield* use(file);
  } catch (error) {
    throw corrupt(error, name);
  } finally {
    await file.close();
  }
}

/** Opens an Arrow file (Feather V2). It is held open only while it is read. @throws IngotError `DATA_TRUNCATED`, `DATA_CORRUPT` */
export async function openArrowFile(source: Source): Promise<ArrowInput> {
  const {name} = source;
  const inspected = withFile(source, async function* (file) {
    const {schema, footer} = await readerOf(file, name);
    invariant(footer, 'checked when the reader was made');
    yield {schema, rowCount: await countRows(file, footer)};
  });
  const found = await inspected.next();
  await inspected.return(undefined);
  invariant(found.done !== true, 'an inspection gives one result or fails');
  return {
    ...found.value,
    batches: () =>
      withFile(source, async function* (file) {
        const reader = await readerOf(file, name);
        for (let index = 0; index < (reader.footer?.numRecordBatches ?? 0); index += 1) {
          const batch = await readBatch(reader, index);
          if (batch.numRows > 0) yield batch;
        }
      }),
    close: () => Promise.resolve(),
  };
}

async function readBatch(reader: arrow.RecordBatchReader, index: number): Promise<arrow.RecordBatch> {
  const batch = await reader.readRecordBatch(index);
  if (!batch) throw new Error(`batch ${String(index)} lies outside of the file.`);
  return batch;
}
