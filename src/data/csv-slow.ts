// Rows of CSV by csv-parse, chunk by chunk: the reader of whatever is not written by the rules that the fast one knows.
import {dataError} from './errors.js';
import type {TextChunk} from './text-format.js';

/** A longer record is a quote that was never closed. */
export const MAX_RECORD_BYTES = 1 << 24;

function csvFailure(error: Error, name: string, linesBefore: number): Error {
  if (!('code' in error)) return error;
  const {code, lines: counted} = error as Error & {code: string; lines?: number};
  const lines = counted === undefined ? undefined : counted + linesBefore;
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

export interface Marks {
  readonly delimiter: string;
  readonly quote: string | null;
  /** Line that the text begins on; default 1, where there may be a byte order mark. */
  readonly firstLine?: number;
}

/** Rows of one text, in chunks, each with the line it begins on. @throws IngotError `DATA_TRUNCATED`, `DATA_CORRUPT` */
export async function* parseRows(
  bytes: AsyncIterable<Uint8Array>,
  {delimiter, quote, firstLine = 1}: Marks,
  name: string,
): AsyncGenerator<TextChunk> {
  // Most files never need it.
  const {parse} = await import('csv-parse');
  let rows: string[][] = [];
  let lines: number[] = [];
  let lastLine = 0;
  let countedTwice = 0;
  const parser = parse({
    bom: firstLine === 1,
    delimiter,
    quote,
    ...(quote === null ? {} : {escape: quote}),
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
      lines.push(firstLine - 1 + context.lines - countedTwice - (breaks?.length ?? 0));
      // Not handed on to the object stream, which would cost more than the parsing.
      return null;
    },
  });
  parser.on('error', () => undefined);
  const settle = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      start((error) => {
        if (error) reject(csvFailure(error, name, firstLine - 1 - countedTwice));
        else resolve();
      });
    });
  const flush = function* (): Generator<TextChunk> {
    if (rows.length > 0) yield {rows, lines};
    rows = [];
    lines = [];
  };
  for await (const chunk of bytes) {
    await settle((done) => parser.write(chunk, done));
    yield* flush();
  }
  await settle((done) => parser.end(done));
  yield* flush();
}
