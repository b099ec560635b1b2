// CSV and TSV: quotes, line breaks in cells, byte order mark, any line ending; parsed by csv-parse chunk by chunk.
import {isUtf8} from 'node:buffer';
import {parse} from 'csv-parse';
import {findDelimiter} from './csv-dialect.js';
import {formatCsvRow} from './csv-text.js';
import {dataError} from './errors.js';
import {cellParser, parseNumber} from './parse-cell.js';
import {peekBytes, type Source} from './sources.js';
import type {OpenedText, TextChunk, TextFormat} from './text-format.js';

const HEAD_BYTES = 1 << 16;
/** A longer record is a quote that was never closed. */
const MAX_RECORD_BYTES = 1 << 24;

export interface CsvOptions {
  readonly delimiter?: string | undefined;
  /** Default true: the first row names the columns. */
  readonly hasHeader?: boolean | undefined;
}

/** Bytes at the end of `chunk` that begin a character whose rest is in the next chunk. */
function openBytes(chunk: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, chunk.byteLength); back += 1) {
    const byte = chunk[chunk.byteLength - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

async function* requireUtf8(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array(0);
  let offset = 0;
  const check = (chunk: Uint8Array): Uint8Array => {
    if (!isUtf8(chunk))
      throw dataError(
        'DATA_ENCODING',
        `${name}: expected UTF-8 text, found other bytes after byte ${String(offset)}.`,
        {
          hints: ['Convert it first, for example: iconv -f latin1 -t utf-8 FILE.'],
          data: {file: name},
        },
      );
    offset += chunk.byteLength;
    return chunk;
  };
  for await (const chunk of bytes) {
    const joined = held.byteLength === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = joined.byteLength - openBytes(joined);
    held = joined.subarray(end);
    yield check(joined.subarray(0, end));
  }
  if (held.byteLength > 0) yield check(held);
}

function csvFailure(error: Error, name: string): Error {
  if (!('code' in error)) return error;
  const {code, lines} = error as Error & {code: string; lines?: number};
  const isOpen = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE';
  const what = isOpen
    ? 'a quote is opened and never closed: the input ended early, or a cell has a stray quote'
    : error.message;
  return dataError(isOpen ? 'DATA_TRUNCATED' : 'DATA_CORRUPT', `${name}, line ${String(lines ?? '?')}: ${what}.`, {
    hints: [
      'Quotes inside a quoted cell are doubled: "a ""word""".',
      'Check that the delimiter is right: --delimiter.',
    ],
    cause: error,
    data: {file: name, line: lines},
  });
}

/** Rows of one text, in chunks, each with the line it begins on. */
async function* readRows(bytes: AsyncIterable<Uint8Array>, delimiter: string, name: string): AsyncGenerator<TextChunk> {
  let rows: string[][] = [];
  let lines: number[] = [];
  let lastLine = 0;
  let countedTwice = 0;
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // Not `rtrim`: a blank behind a closing quote would then make the rest of such a cell an error.
    ltrim: true,
    max_record_size: MAX_RECORD_BYTES,
    on_record: (record: string[], context) => {
      // csv-parse counts CRLF inside a quoted cell as two lines.
      const breaks = context.lines - lastLine > 1 ? record.join('').match(/\r\n|\r|\n/g) : null;
      if (breaks) countedTwice += breaks.filter((text) => text === '\r\n').length;
      lastLine = context.lines;
      rows.push(record);
      lines.push(context.lines - countedTwice - (breaks?.length ?? 0));
      // Not handed on to the object stream, which would cost more than the parsing.
      return null;
    },
  });
  parser.on('error', () => undefined);
  const settle = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      start((error) => {
        if (error) reject(csvFailure(error, name));
        else resolve();
      });
    });
  const flush = function* (): Generator<TextChunk> {
    if (rows.length > 0) yield {rows, lines};
    rows = [];
    lines = [];
  };
  for await (const chunk of requireUtf8(bytes, name)) {
    await settle((done) => parser.write(chunk, done));
    yield* flush();
  }
  await settle((done) => parser.end(done));
  yield* flush();
}

function headerNames(cells: readonly string[], name: string, notes: string[]): string[] {
  const names = cells.map((cell, index) => cell.trim() || `column_${String(index + 1)}`);
  const twice = names.find((column, index) => names.indexOf(column) !== index);
  if (twice !== undefined)
    throw dataError('DATA_COLUMN_DUPLICATE', `${name}: the header names column '${twice}' more than once.`, {
      hints: ['Rename one of them.', 'If the first row is data, say --no-header.'],
      data: {file: name, column: twice},
    });
  const unnamed = cells.filter((cell) => cell.trim() === '').length;
  if (unnamed > 0)
    notes.push(`${name}: ${String(unnamed)} column(s) without a name are called by their position: column_N.`);
  const number = cells.find((cell) => parseNumber(cell.trim()) !== undefined);
  if (number !== undefined)
    notes.push(`${name}: the header has a number ('${number}'). If the first row is data, say --no-header.`);
  return names;
}

/** The reader of CSV and TSV. @throws IngotError `DATA_OPTION` for a delimiter that can separate nothing */
export function csvFormat(options: CsvOptions): TextFormat {
  if (options.delimiter !== undefined && !/^[^"\r\n]+$/.test(options.delimiter))
    throw dataError('DATA_OPTION', `--delimiter expects a character, got ${JSON.stringify(options.delimiter)}.`, {
      hints: [
        'For example --delimiter ";"; a tab is --delimiter \'\\t\'.',
        'Left out, it is found from the first lines.',
      ],
    });
  const open = async (source: Source): Promise<OpenedText> => {
    const {head, bytes, end} = await peekBytes(source.bytes(), HEAD_BYTES);
    if (head.byteLength === 0) {
      await end();
      throw dataError(
        'DATA_TRUNCATED',
        `${source.name}: expected a header and rows, but the input ended early: it is empty.`,
        {
          hints: ['If it comes from a pipe, the command before it may have failed.'],
          data: {file: source.name},
        },
      );
    }
    const delimiter = options.delimiter ?? findDelimiter(Buffer.from(head).toString('utf8'));
    const chunks = readRows(bytes, delimiter, source.name);
    const notes: string[] = [];
    const first = await chunks.next();
    if (first.done === true)
      throw dataError('DATA_EMPTY', `${source.name}: expected a header and rows, found only empty lines.`);
    const {rows, lines} = first.value;
    const cells = rows[0] as readonly string[];
    const hasHeader = options.hasHeader !== false;
    const names = hasHeader
      ? headerNames(cells, source.name, notes)
      : cells.map((_, index) => `column_${String(index + 1)}`);
    const rest = async function* (): AsyncGenerator<TextChunk> {
      const skipped = hasHeader ? 1 : 0;
      try {
        yield {rows: rows.slice(skipped), lines: lines.slice(skipped)};
        yield* chunks;
      } finally {
        await chunks.return(undefined);
      }
    };
    return {names, chunks: rest(), notes, allowDecimalComma: delimiter !== ','};
  };
  return {
    name: 'csv',
    open,
    parser: (rule) => {
      const parseText = cellParser(rule);
      return (cell) => parseText(cell as string);
    },
    formatRow: (cells) => formatCsvRow(cells as readonly string[]),
  };
}
