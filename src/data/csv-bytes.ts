// The fast way through CSV: from bytes to columns without a string for each cell, some ten times as fast as csv-parse with
// the parsing of its strings behind it. This is why we have a parser of our own; it is kept small by leaving to others what it
// cannot take: a row with a bad cell, or of another length, is handed to the one reader of rows as text, and from a quote
// that is not written as RFC 4180 has it on, csv-parse reads the file. Property tests hold both ways to the same result.
import {skipBlanks, textOf} from './byte-cells.js';
import {BLANK, LINE_FEED, RETURN, type CellColumn, type Signs} from './cell-column.js';
import {STATE, type CsvKernel} from './csv-kernel.js';

/** A row that is not whole after so many bytes is tried again when there are twice as many. */
const LONG_ROW = 1 << 19;

/** Why {@link CsvBytes.run} came back. */
export type Pause =
  /** The batch is full. */
  | 'full'
  /** The row at hand is not whole yet; after the end of the input: all is read. */
  | 'more'
  /** The row at hand must be read as text: {@link CsvBytes.takeText}. */
  | 'text'
  /** From here on csv-parse must read: {@link CsvBytes.rest}. */
  | 'odd';

/**
 * The rows of one file of CSV, of which it is given the bytes piece by piece. Places are addresses in the memory of the
 * kernel.
 */
export class CsvBytes {
  /** True until the first byte. */
  isEmpty = true;
  private isLast = false;
  /** Bytes that must be there before a row that was not whole is tried again. */
  private wanted = 0;
  /** The last cell that was looked for: its content, what comes behind it, line breaks in it. */
  private start = 0;
  private stop = 0;
  private next = 0;
  private hasQuotes = false;
  private isQuoted = false;
  private plain = Buffer.alloc(256);

  /** @param maxRowBytes - a longer row is left to csv-parse */
  constructor(
    private readonly kernel: CsvKernel,
    private readonly signs: Signs,
    private readonly maxRowBytes: number,
  ) {
    const {state} = kernel;
    state[STATE.at] = state[STATE.end] = 0;
    state[STATE.isLast] = state[STATE.column] = state[STATE.breaks] = 0;
    state[STATE.line] = 1;
    state[STATE.maxRowBytes] = maxRowBytes;
    state[STATE.delimiter] = signs.delimiter;
    state[STATE.quote] = signs.quote;
  }

  /** Line on which the row at hand begins, from 1. */
  get line(): number {
    return this.kernel.state[STATE.line] ?? 0;
  }

  private set line(line: number) {
    this.kernel.state[STATE.line] = line;
  }

  private get at(): number {
    return this.kernel.state[STATE.at] ?? 0;
  }

  private set at(at: number) {
    this.kernel.state[STATE.at] = at;
  }

  private get end(): number {
    return this.kernel.state[STATE.end] ?? 0;
  }

  private get breaks(): number {
    return this.kernel.state[STATE.breaks] ?? 0;
  }

  private set breaks(breaks: number) {
    this.kernel.state[STATE.breaks] = breaks;
  }

  private get bytes(): Buffer {
    return this.kernel.bytes;
  }

  /** Takes bytes in, behind those that are held. */
  push(chunk: Uint8Array): void {
    const {kernel, at, end} = this;
    const held = end - at;
    const size = held + chunk.byteLength;
    const address = kernel.inputOf(size + 1 > kernel.inputSize ? 2 * size + 1 : size + 1);
    kernel.bytes.copyWithin(address, at, end);
    kernel.bytes.set(chunk, address + held);
    // Ends every search for the end of a cell.
    kernel.bytes[address + size] = LINE_FEED;
    this.at = address;
    kernel.state[STATE.end] = address + size;
    this.isEmpty &&= size === 0;
  }

  /** Says that there are no more bytes. */
  finish(): void {
    this.isLast = true;
    this.kernel.state[STATE.isLast] = 1;
  }

  /** The bytes of the row at hand and of all that follow it. */
  rest(): Uint8Array {
    return Uint8Array.from(this.bytes.subarray(this.at, this.end));
  }

  /** Looks at the next row without reading it: `'text'` where there is one. */
  look(): Pause {
    while (this.at < this.end) {
      const byte = this.bytes[this.at] ?? 0;
      if (byte !== LINE_FEED && byte !== RETURN) return this.asText();
      if (!this.endLine(this.at)) return 'more';
    }
    return 'more';
  }

  /** Reads rows into columns until something else is to be done. @param columns - for every column of the file */
  run(columns: readonly CellColumn[]): Pause {
    const {kernel, isLast} = this;
    const {state} = kernel;
    if (!isLast && this.end - this.at < this.wanted) return 'more';
    this.wanted = 0;
    for (;;) {
      const stop = kernel.run();
      if (stop === 'full' || stop === 'odd') return stop;
      if (stop === 'more') return this.wait();
      if (stop === 'text') return this.asText();
      const index = state[STATE.column] ?? 0;
      const column = columns[index];
      if (column === undefined) return 'odd';
      const from = state[STATE.from] ?? 0;
      if (stop === 'grow') {
        column.grow();
        continue;
      }
      const pause = this.readCell(column, from, index === columns.length - 1);
      if (pause === undefined) continue;
      state[STATE.column] = 0;
      return pause;
    }
  }

  /** Reads the row at hand as text. @returns undefined for a line of blanks, which is no row */
  takeText(): readonly string[] | undefined {
    const {delimiter} = this.signs;
    const cells: string[] = [];
    this.breaks = 0;
    this.next = this.at - 1;
    do {
      this.findCell(this.next + 1);
      cells.push(this.cellText());
    } while (this.next < this.end && this.bytes[this.next] === delimiter);
    const isBlank = cells.length === 1 && !this.isQuoted && this.start === this.stop;
    this.line += this.breaks;
    if (this.next < this.end) this.endLine(this.next);
    else this.at = this.end;
    return isBlank ? undefined : cells;
  }

  /** A cell that is not plain. @returns why the row cannot be read on behind it */
  private readCell(column: CellColumn, from: number, isLastCell: boolean): Pause | undefined {
    const {state} = this.kernel;
    const found = this.findCell(from);
    if (found === 'more') return this.wait();
    if (found === 'odd') return 'odd';
    // A line of blanks is told by how it looks as text.
    if (from === this.at && !this.isQuoted && this.start === this.stop) return this.asText();
    const row = state[STATE.row] ?? 0;
    const isRead = this.hasQuotes
      ? column.put(this.plain, 0, this.unquote(), row)
      : column.put(this.bytes, this.start, this.stop, row);
    if (!isRead) return this.asText();
    const {next, end} = this;
    if (next >= end && !this.isLast) return this.wait();
    const isDelimiter = this.bytes[next] === this.signs.delimiter && next < end;
    if (isDelimiter === isLastCell) return this.asText();
    state[STATE.column] = (state[STATE.column] ?? 0) + 1;
    state[STATE.from] = next + 1;
    return undefined;
  }

  /** Whether the row at hand can be read as text: it must be whole, and its quotes in order. */
  private asText(): Pause {
    const {delimiter} = this.signs;
    this.next = this.at - 1;
    do {
      const found = this.findCell(this.next + 1);
      if (found === 'more' || (this.next >= this.end && !this.isLast)) return this.wait();
      if (found === 'odd') return 'odd';
    } while (this.next < this.end && this.bytes[this.next] === delimiter);
    const isOpen = this.next + 1 >= this.end && this.bytes[this.next] === RETURN;
    return isOpen && !this.isLast ? this.wait() : 'text';
  }

  /** The row at hand is not whole: it is tried again when twice as much of it is there, so that long rows stay cheap. */
  private wait(): Pause {
    const held = this.end - this.at;
    if (held > this.maxRowBytes) return 'odd';
    if (held > LONG_ROW) this.wanted = Math.min(2 * held, this.maxRowBytes + 1);
    return 'more';
  }

  /** Goes behind a line end. @returns false where a line feed may follow that is not there yet */
  private endLine(at: number): boolean {
    let behind = at + 1;
    if (this.bytes[at] === RETURN) {
      if (behind >= this.end && !this.isLast) return false;
      if (behind < this.end && this.bytes[behind] === LINE_FEED) behind += 1;
    }
    this.at = behind;
    this.line += 1;
    return true;
  }

  /** Finds the cell that begins at `from`, blanks in front of it left out. */
  private findCell(from: number): 'found' | 'more' | 'odd' {
    const {bytes, end} = this;
    const {delimiter, quote} = this.signs;
    let at = from;
    let byte = bytes[at] ?? 0;
    if ((byte <= BLANK || byte >= 0xc2) && byte !== delimiter) {
      at = this.skipLayout(at);
      byte = bytes[at] ?? 0;
    }
    this.start = at;
    this.hasQuotes = false;
    this.isQuoted = at < end && byte === quote;
    if (this.isQuoted) return this.findQuoted(at + 1);
    while (byte !== delimiter && byte !== LINE_FEED && byte !== RETURN) byte = bytes[(at += 1)] ?? 0;
    this.stop = at;
    this.next = at;
    return 'found';
  }

  /** Blanks, but no line end and no delimiter. */
  private skipLayout(from: number): number {
    const {delimiter} = this.signs;
    let at = from;
    for (;;) {
      const byte = this.bytes[at] ?? 0;
      if (byte === delimiter || byte === LINE_FEED || byte === RETURN || at >= this.end) return at;
      const behind = skipBlanks(this.bytes, at, at + (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : 3));
      if (behind === at) return at;
      at = behind;
    }
  }

  private findQuoted(from: number): 'found' | 'more' | 'odd' {
    const {bytes, end, isLast} = this;
    const {delimiter, quote} = this.signs;
    this.start = from;
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      // CRLF is one break.
      if (byte === LINE_FEED || (byte === RETURN && bytes[at + 1] !== LINE_FEED)) this.breaks += 1;
      if (byte !== quote) continue;
      if (at + 1 >= end && !isLast) return 'more';
      const behind = bytes[at + 1] ?? 0;
      if (behind === quote && at + 1 < end) {
        this.hasQuotes = true;
        at += 1;
        continue;
      }
      this.stop = at;
      this.next = at + 1;
      return behind === delimiter || behind === LINE_FEED || behind === RETURN ? 'found' : 'odd';
    }
    return isLast ? 'odd' : 'more';
  }

  /** Writes the cell at hand into `plain`, its doubled quotes as one. @returns its size */
  private unquote(): number {
    const {bytes, start, stop} = this;
    const {quote} = this.signs;
    if (stop - start > this.plain.byteLength) this.plain = Buffer.alloc(2 * (stop - start));
    const {plain} = this;
    let size = 0;
    for (let at = start; at < stop; at += 1) {
      const byte = bytes[at] ?? 0;
      plain[size] = byte;
      size += 1;
      if (byte === quote) at += 1;
    }
    return size;
  }

  private cellText(): string {
    return this.hasQuotes ? textOf(this.plain, 0, this.unquote()) : textOf(this.bytes, this.start, this.stop);
  }
}
