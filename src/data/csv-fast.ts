// CSV through the fast reader, into batches: who reads which row, the bytes or the text of it.
import type {ByteTape} from './byte-tape.js';
import {CsvBytes, type Pause} from './csv-bytes.js';
import type {CellColumn, Signs} from './cell-column.js';
import {makeCellColumns, SkippedColumn} from './csv-columns.js';
import {CsvKernel, STATE} from './csv-kernel.js';
import {isTextKind} from './fields.js';
import type {CellValue} from './parse-cell.js';
import {fillRows, type Filler, type RowTarget} from './row-filler.js';
import type {TextChunk} from './text-format.js';
import type {Batch, Field, NumberColumn, Utf8Column} from './types.js';
import {bytesBatch} from './utf8-column.js';

/** Bytes of text in a batch, about. */
const BATCH_BYTES = 1 << 24;
/** Signs that numbers and dates have themselves, and what else cannot be told from them byte by byte. */
const ODD_SIGN = /[\w+\-.: ]|[^ -~\t]/;
const NO_QUOTE = 256;
const MARK = Buffer.from('\ufeff');

/** Collects rows of bytes, and rows of values beside them. */
export class ByteFiller implements Filler {
  readonly kernel = new CsvKernel();
  columns: readonly CellColumn[];
  private readonly own: readonly CellColumn[];
  private readonly skipped: CellColumn;

  /** @param fields - with one value a row each @param lends - see `OpenOptions.lendsBatches` */
  constructor(
    private readonly fields: readonly Field[],
    private readonly capacity: number,
    private readonly lends = false,
  ) {
    const {kernel} = this;
    this.own = makeCellColumns(fields, kernel, capacity);
    this.skipped = new SkippedColumn(kernel);
    this.columns = this.own;
    const text = this.own.filter((_, index) => isTextKind(fields[index]?.parse.kind ?? 'numeric'));
    const {state} = kernel;
    state[STATE.capacity] = capacity;
    state[STATE.maxTextBytes] = BATCH_BYTES;
    state[STATE.textCount] = text.length;
    state[STATE.texts] = kernel.listOf(text.map(({description}) => description));
  }

  /** The row of the batch that is being filled. */
  get row(): number {
    return this.kernel.state[STATE.row] ?? 0;
  }

  get isEmpty(): boolean {
    return this.row === 0;
  }

  get isFull(): boolean {
    return this.row >= this.capacity || (this.kernel.state[STATE.textBytes] ?? 0) >= BATCH_BYTES;
  }

  /** Another file. @param names - of its columns, in order */
  begin(names: readonly string[]): void {
    const {kernel, own, skipped} = this;
    const places = new Map(this.fields.map(({name}, index) => [name, index]));
    this.columns = names.map((name) => own[places.get(name) ?? -1] ?? skipped);
    kernel.state[STATE.columnCount] = names.length;
    kernel.state[STATE.columns] = kernel.listOf(this.columns.map(({description}) => description));
  }

  add(values: readonly CellValue[]): void {
    const {row} = this;
    this.own.forEach((column, index) => {
      column.set(values[index], row);
    });
    this.kernel.commit();
  }

  finish(): Batch {
    const {row, own, lends} = this;
    const {state} = this.kernel;
    state[STATE.row] = state[STATE.textBytes] = 0;
    const missing = own.map((column) => column.missingIn?.(row));
    const parts = own.map((column) => column.take(row));
    return {...bytesBatch(row, lends ? parts : parts.map(ownCopy)), missing};
  }
}

function ownCopy(part: NumberColumn | Utf8Column): NumberColumn | Utf8Column {
  if (!('offsets' in part)) return part.slice();
  const {bytes, offsets, missing, nullCount} = part;
  return {bytes: bytes.slice(), offsets: offsets.slice(), missing: missing.slice(), nullCount};
}

/** How cells are written, and who reads what is not written by the rules. */
export interface FastFormat {
  readonly delimiter: string;
  readonly quote: string | null;
  /** A longer row is left to the slow reader. */
  readonly maxRowBytes: number;
  /** The reader of what is left, from a line on. */
  readonly slow: (bytes: AsyncIterable<Uint8Array>, firstLine: number) => AsyncGenerator<TextChunk>;
}

/** The delimiter and the quote as bytes; undefined where they are not one byte each, or numbers and dates have them too. */
function signsOf({delimiter, quote}: FastFormat): Signs | undefined {
  if (delimiter.length !== 1 || ODD_SIGN.test(delimiter)) return undefined;
  if (quote !== null && (quote.length !== 1 || quote === delimiter || ODD_SIGN.test(quote))) return undefined;
  return {delimiter: delimiter.charCodeAt(0), quote: quote?.charCodeAt(0) ?? NO_QUOTE};
}

/** Rows as text. */
export function readTexts(bytes: AsyncGenerator<Uint8Array>, format: FastFormat): AsyncGenerator<TextChunk> {
  const signs = signsOf(format);
  return signs ? texts(bytes, new CsvBytes(new CsvKernel(), signs, format.maxRowBytes), format) : format.slow(bytes, 1);
}

async function* texts(
  bytes: AsyncGenerator<Uint8Array>,
  reader: CsvBytes,
  {slow}: FastFormat,
): AsyncGenerator<TextChunk> {
  try {
    for (let pause: Pause = 'more'; pause === 'more';) {
      const isWhole = !(await fetch(bytes, reader));
      const rows: (readonly string[])[] = [];
      const lines: number[] = [];
      for (pause = reader.look(); pause === 'text'; pause = reader.look()) {
        const {line} = reader;
        const cells = reader.takeText();
        if (cells === undefined) continue;
        rows.push(cells);
        lines.push(line);
      }
      if (rows.length > 0) yield {rows, lines};
      if (pause === 'odd') yield* slow(joined(reader.rest(), bytes), reader.line);
      else if (isWhole) return;
    }
  } finally {
    await bytes.return(undefined);
  }
}

/** Hands the next bytes on. @returns false at the end */
async function fetch(bytes: AsyncGenerator<Uint8Array>, reader: CsvBytes): Promise<boolean> {
  const next = await bytes.next();
  if (next.done === true) reader.finish();
  else reader.push(reader.isEmpty ? withoutMark(next.value) : next.value);
  return next.done !== true;
}

export interface FastSource extends FastFormat {
  readonly tape: ByteTape;
  readonly header: boolean;
}

/** Reads a source as bytes into columns. @returns undefined where it must be read as text */
export function readBytes(target: RowTarget, source: FastSource): AsyncGenerator<Batch> | undefined {
  const {filler, fields, names} = target;
  // Where the decimal mark separates cells, it is none.
  const isMark = fields.some(({parse}) => parse.kind === 'numeric' && parse.decimalMark === source.delimiter);
  const signs = filler instanceof ByteFiller && !isMark ? signsOf(source) : undefined;
  const bytes = signs && source.tape.rewind();
  if (!(filler instanceof ByteFiller) || signs === undefined || bytes === undefined) {
    source.tape.forget();
    return undefined;
  }
  filler.begin(names);
  return columnsOf(bytes, new CsvBytes(filler.kernel, signs, source.maxRowBytes), {...target, filler}, source);
}

async function* columnsOf(
  bytes: AsyncGenerator<Uint8Array>,
  reader: CsvBytes,
  target: RowTarget & {readonly filler: ByteFiller},
  {header, slow}: FastSource,
): AsyncGenerator<Batch> {
  const {filler, ledger, parse} = target;
  let isHeader = header;
  /** @returns whether the slow reader must go on */
  function* rows(): Generator<Batch, boolean> {
    for (;;) {
      const before = filler.row;
      const pause = isHeader ? reader.look() : reader.run(filler.columns);
      ledger.read(filler.row - before);
      ledger.keep(filler.row - before);
      if (pause === 'more' || pause === 'odd') return pause === 'odd';
      if (pause === 'text') {
        const {line} = reader;
        const cells = reader.takeText();
        const values = cells && !isHeader ? parse({rows: [cells], lines: [line]}, 0) : undefined;
        if (cells) isHeader = false;
        if (values !== undefined) {
          filler.add(values);
          ledger.keep(1);
        }
      }
      if (filler.isFull) yield filler.finish();
    }
  }
  try {
    for (let isWhole = false; !isWhole;) {
      isWhole = !(await fetch(bytes, reader));
      if (!(yield* rows())) continue;
      const left = slow(joined(reader.rest(), bytes), reader.line);
      yield* fillRows(isHeader ? withoutFirst(left) : left, target);
      return;
    }
  } finally {
    await bytes.return(undefined);
  }
}

/** The first piece holds at least the mark, since the beginning of a source is looked at in one piece. */
function withoutMark(chunk: Uint8Array): Uint8Array {
  return MARK.every((byte, at) => byte === chunk[at]) ? chunk.subarray(MARK.byteLength) : chunk;
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function* withoutFirst(chunks: AsyncIterable<TextChunk>): AsyncGenerator<TextChunk> {
  let isFirst = true;
  for await (const {rows, lines} of chunks) {
    yield isFirst ? {rows: rows.slice(1), lines: lines.slice(1)} : {rows, lines};
    isFirst = false;
  }
}
