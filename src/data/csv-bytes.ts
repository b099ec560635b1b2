// The fast way through CSV: from bytes to columns without a string for each cell, some ten times as fast as csv-parse with
// the parsing of its strings behind it. This is why we have a parser of our own; it is kept small by leaving to others what it
// cannot take: a row with a bad cell, or of another length, is handed to the one reader of rows as text, and from a quote
// that is not written as RFC 4180 has it on, csv-parse reads the file. Property tests hold both ways to the same result.
import {skipBlanks, textOf} from './byte-cells.js';
import {BLANK, LINE_FEED, RETURN, type CellColumn, type Signs} from './cell-column.js';

const FIRST_BYTES = 1 << 20;

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

export interface RowsOfBytes {
  /** For every column of the file. */
  readonly columns: readonly CellColumn[];
  /** The row of the batch that is being filled. */
  row: number;
  /** After each row. @returns whether the batch is full */
  commit(): boolean;
}

/** The rows of one file of CSV, of which it is given the bytes piece by piece. */
export class CsvBytes {
  /** Line on which the row at hand begins, from 1. */
  line = 1;
  private bytes = Buffer.alloc(FIRST_BYTES + 1);
  private at = 0;
  private end = 0;
  private isLast = false;
  /** Bytes that must be there before a row that was not whole is tried again. */
  private wanted = 0;
  /** The last cell that was looked for: its content, what comes behind it, line breaks in it. */
  private start = 0;
  private stop = 0;
  private next = 0;
  private hasQuotes = false;
  private isQuoted = false;
  private breaks = 0;
  private plain = Buffer.alloc(256);

  /** @param maxRowBytes - a longer row is left to csv-parse */
  constructor(
    private readonly signs: Signs,
    private readonly maxRowBytes: number,
  ) {}

  /** Takes bytes in, behind those that are held. */
  push(chunk: Uint8Array): void {
    const held = this.end - this.at;
    const size = held + chunk.byteLength;
    if (size >= this.bytes.byteLength) {
      const larger = Buffer.alloc(2 * size + 1);
      larger.set(this.bytes.subarray(this.at, this.end));
      this.bytes = larger;
    } else this.bytes.copyWithin(0, this.at, this.end);
    this.bytes.set(chunk, held);
    this.at = 0;
    this.end = size;
    // Ends every search for the end of a cell.
    this.bytes[size] = LINE_FEED;
  }

  /** Says that there are no more bytes. */
  finish(): void {
    this.isLast = true;
  }

  /** True until the first byte. */
  get isEmpty(): boolean {
    return this.end === 0;
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

  /** Reads rows into columns until something else is to be done. */
  run(rows: RowsOfBytes): Pause {
    if (!this.isLast && this.end - this.at < this.wanted) return 'more';
    this.wanted = 0;
    const {bytes, end} = this;
    while (this.at < end) {
      const byte = bytes[this.at] ?? 0;
      if (byte === LINE_FEED || byte === RETURN) {
        if (!this.endLine(this.at)) return 'more';
        continue;
      }
      const pause = this.readRow(rows);
      if (pause !== undefined) return pause;
      if (rows.commit()) return 'full';
    }
    return 'more';
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

  /** One row into its columns. @returns why it could not */
  private readRow({columns, row}: RowsOfBytes): Pause | undefined {
    const {bytes, end} = this;
    const {delimiter} = this.signs;
    const count = columns.length;
    let next = this.at - 1;
    this.breaks = 0;
    for (let index = 0; index < count; index += 1) {
      const column = columns[index];
      if (column === undefined) break;
      const from = next + 1;
      next = column.read(bytes, from, row);
      if (next < 0) {
        const pause = this.readCell(column, from, row);
        if (pause !== undefined) return pause;
        next = this.next;
      }
      const isDelimiter = bytes[next] === delimiter && next < end;
      if (next >= end && !this.isLast) return this.wait();
      if (isDelimiter !== index < count - 1) return this.asText();
    }
    if (next - this.at > this.maxRowBytes) return 'odd';
    const {breaks} = this;
    if (next >= end) this.at = end;
    else if (!this.endLine(next)) return this.wait();
    this.line += breaks;
    return undefined;
  }

  /** A cell that is not plain. */
  private readCell(column: CellColumn, from: number, row: number): Pause | undefined {
    const found = this.findCell(from);
    if (found === 'more') return this.wait();
    if (found === 'odd') return 'odd';
    // A line of blanks is told by how it looks as text.
    if (from === this.at && !this.isQuoted && this.start === this.stop) return this.asText();
    const isRead = this.hasQuotes
      ? column.put(this.plain, 0, this.unquote(), row)
      : column.put(this.bytes, this.start, this.stop, row);
    return isRead ? undefined : this.asText();
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
    if (held > FIRST_BYTES / 2) this.wanted = Math.min(2 * held, this.maxRowBytes + 1);
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

  private plainText(size: number): string {
    return textOf(this.plain, 0, size);
  }

  private cellText(): string {
    return this.hasQuotes ? this.plainText(this.unquote()) : textOf(this.bytes, this.start, this.stop);
  }
}
