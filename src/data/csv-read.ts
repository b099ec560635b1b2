// CSV and TSV in UTF-8: quotes, line breaks in cells, byte order mark, any line ending; read fast as long as it is written by
// the rules, from there on by csv-parse, chunk by chunk.
import {ByteTape} from './byte-tape.js';
import {findDelimiter, findHeader, findQuote, HEADER_ROWS} from './csv-dialect.js';
import {ByteFiller, readBytes, readTexts, type FastFormat} from './csv-fast.js';
import {MAX_RECORD_BYTES, parseRows} from './csv-slow.js';
import {formatCsvRow} from './csv-text.js';
import {dataError} from './errors.js';
import {cellParser} from './parse-cell.js';
import {peekBytes, type Source} from './sources.js';
import type {RowTarget} from './row-filler.js';
import type {OpenedText, TextChunk, TextFormat} from './text-format.js';
import type {Batch} from './types.js';

const HEAD_BYTES = 1 << 16;
/** What is read ahead is kept for the fast way up to here: enough for any sample but one of very long rows. */
const MAX_TAPE_BYTES = 1 << 26;

/** What is not given is found. */
export interface CsvOptions {
  readonly delimiter?: string | undefined;
  /** Null for none. */
  readonly quote?: string | null | undefined;
  /** Whether the first row names the columns. With `names` the default is that it does not. */
  readonly hasHeader?: boolean | undefined;
  /** Names of the columns, in place of those in the file. */
  readonly names?: readonly string[] | undefined;
}

/** The first rows, at least `count` of them where there are so many. */
async function readAhead(chunks: AsyncGenerator<TextChunk>, count: number): Promise<TextChunk> {
  const parts: TextChunk[] = [];
  for (let held = 0; held <= count; held += parts.at(-1)?.rows.length ?? 0) {
    const next = await chunks.next();
    if (next.done === true) break;
    parts.push(next.value);
  }
  return {rows: parts.flatMap(({rows}) => rows), lines: parts.flatMap(({lines}) => lines)};
}

function headerNames(cells: readonly string[], name: string, notes: string[]): string[] {
  const names = cells.map((cell, index) => cell.trim() || `column_${String(index + 1)}`);
  const seen = new Set<string>();
  const twice = names.find((column) => seen.size === seen.add(column).size);
  if (twice !== undefined)
    throw dataError('DATA_COLUMN_DUPLICATE', `${name}: the header names column '${twice}' more than once.`, {
      hints: [
        'Rename one of them, or name the columns: --names A,B,… --header.',
        'If the first row is data, say --no-header.',
      ],
      data: {file: name, column: twice},
    });
  const unnamed = cells.filter((cell) => cell.trim() === '').length;
  if (unnamed > 0)
    notes.push(`${name}: ${String(unnamed)} column(s) without a name are called by their position: column_N.`);
  return names;
}

function givenNames(names: readonly string[], cells: readonly string[], where: string): readonly string[] {
  if (names.length !== cells.length)
    throw dataError(
      'DATA_OPTION',
      `${where}: --names gives ${String(names.length)} names, but the first row has ${String(cells.length)} cells.`,
      {hints: [`Its first row: ${cells.join(' | ').slice(0, 200)}.`]},
    );
  return names;
}

/**
 * The reader of CSV and TSV. Whether there is a header is decided by the first file that is opened, for all.
 *
 * @throws IngotError `DATA_OPTION` for a delimiter that can separate nothing
 */
export function csvFormat(options: CsvOptions): TextFormat {
  if (options.delimiter !== undefined && !/^[^"\r\n]+$/.test(options.delimiter))
    throw dataError('DATA_OPTION', `--delimiter expects a character, got ${JSON.stringify(options.delimiter)}.`, {
      hints: [
        'For example --delimiter ";"; a tab is --delimiter \'\\t\'.',
        'Left out, it is found from the first lines.',
      ],
    });
  let {hasHeader} = options;
  if (options.names !== undefined) hasHeader ??= false;
  const isHeader = (first: readonly string[], rows: TextChunk['rows'], known: readonly string[]): boolean => {
    const names = first.map((cell) => cell.trim());
    return (
      known.some((name) => names.includes(name)) || findHeader(first, rows.slice(1) as readonly (readonly string[])[])
    );
  };
  const open = async (source: Source, known: readonly string[] = []): Promise<OpenedText> => {
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
    const text = Buffer.from(head)
      .toString('utf8')
      .replace(/^\ufeff/, '');
    const quote = options.quote === undefined ? findQuote(text, options.delimiter) : options.quote;
    const delimiter = options.delimiter ?? findDelimiter(text, quote);
    const tape = new ByteTape(bytes, MAX_TAPE_BYTES);
    const format: FastFormat = {
      delimiter,
      quote,
      maxRowBytes: MAX_RECORD_BYTES,
      slow: (from, firstLine) => parseRows(from, {delimiter, quote, firstLine}, source.name),
    };
    const chunks = readTexts(tape.bytes(), format);
    const notes: string[] = [];
    const {rows, lines} = await readAhead(chunks, HEADER_ROWS);
    const cells = rows[0] as readonly string[] | undefined;
    if (!cells) throw dataError('DATA_EMPTY', `${source.name}: expected a header and rows, found only empty lines.`);
    const isFound = hasHeader === undefined;
    const header = (hasHeader ??= isHeader(cells, rows, known));
    const own = header && options.names === undefined ? headerNames(cells, source.name, notes) : undefined;
    const positions = cells.map((_, index) => `column_${String(index + 1)}`);
    const names = options.names ? givenNames(options.names, cells, source.name) : (own ?? positions);
    if (isFound && !header)
      notes.push(
        `${source.name}: the first row looks like data, so the columns are called column_1 …: ` +
          'say --header if it names them, or --names A,B,….',
      );
    const rest = async function* (): AsyncGenerator<TextChunk> {
      const skipped = header ? 1 : 0;
      try {
        yield {rows: rows.slice(skipped), lines: lines.slice(skipped)};
        yield* chunks;
      } finally {
        await chunks.return(undefined);
      }
    };
    const dialect = {format: 'csv', delimiter, quote, header} as const;
    const readInto = (target: RowTarget): AsyncGenerator<Batch> | undefined =>
      readBytes(target, {...format, tape, header});
    return {names, chunks: rest(), readInto, notes, allowDecimalComma: delimiter !== ',', dialect};
  };
  return {
    name: 'csv',
    open,
    newFiller: (fields, capacity, lends) =>
      fields.every(({shape}) => shape === undefined) ? new ByteFiller(fields, capacity, lends) : undefined,
    parser: (rule) => {
      const parseText = cellParser(rule);
      return (cell) => parseText(cell as string);
    },
    formatRow: (cells) => formatCsvRow(cells as readonly string[]),
  };
}
