// Text, categories and labels from the bytes of cells.
import {CellMemory, dropBlanks, skipBlanks, TokenSet} from './byte-cells.js';
import {BLANK, LINE_FEED, RETURN, type CellColumn, type Signs} from './cell-column.js';
import {cellParser, type CellValue} from './parse-cell.js';
import type {ParseRule, Utf8Column} from './types.js';

/** A cell of text up to here is copied while its end is looked for. */
const SHORT_CELL = 64;
/** The same for one in quotes. */
const QUOTED_CELL = 256;
/** From here on, a call beats a loop. */
const LONG_COPY = 48;

const ENCODER = new TextEncoder();

/** Text, categories and labels, as bytes. */
export class TextColumn implements CellColumn {
  private bytes = new Uint8Array(0);
  private readonly offsets: Int32Array;
  private readonly missing: Uint8Array;
  private readonly tokens: TokenSet;
  private readonly isTrimmed: boolean;
  /** Where a cell's text is not its value: categories of numbers, and labels. */
  private readonly memory: CellMemory<string | null> | undefined;

  constructor(
    rule: ParseRule,
    private readonly signs: Signs,
    {capacity, places}: {capacity: number; places: number},
  ) {
    this.offsets = new Int32Array(capacity + 1);
    this.missing = new Uint8Array(capacity);
    this.tokens = new TokenSet(rule.missing);
    this.isTrimmed = rule.kind !== 'text';
    const isChanged = rule.kind === 'labels' || rule.numberText === true;
    this.memory = isChanged ? new CellMemory(cellParser(rule) as (text: string) => string | null, places) : undefined;
  }

  read(bytes: Uint8Array, start: number, row: number): number {
    if (this.memory !== undefined) return -1;
    const {delimiter, quote} = this.signs;
    let byte = bytes[start] ?? 0;
    const from = this.offsets[row] ?? 0;
    if (byte === delimiter || byte === LINE_FEED || byte === RETURN) {
      this.end(row, from, 1);
      return start;
    }
    // What begins with a blank, or might: blanks of more than one byte begin with one of these.
    if (byte === quote) return this.readQuoted(bytes, start + 1, row);
    if (byte <= BLANK || byte === 0xc2 || byte === 0xef || (byte >= 0xe1 && byte <= 0xe3)) return -1;
    this.reserve(from + SHORT_CELL);
    const {bytes: own} = this;
    let to = from;
    let at = start;
    while (byte !== delimiter && byte !== LINE_FEED && byte !== RETURN) {
      if (to - from === SHORT_CELL) return -1;
      own[to] = byte;
      to += 1;
      byte = bytes[(at += 1)] ?? 0;
    }
    const last = bytes[at - 1] ?? 0;
    if (last <= BLANK || last >= 0x80) return this.put(bytes, start, at, row) ? at : -1;
    this.end(row, to, at - start <= this.tokens.maxBytes && this.tokens.has(bytes, start, at) ? 1 : 0);
    return at;
  }

  put(bytes: Uint8Array, start: number, stop: number, row: number): boolean {
    const from = this.offsets[row] ?? 0;
    if (this.memory !== undefined) {
      this.set(this.memory.get(bytes, start, stop), row);
      return true;
    }
    const first = skipBlanks(bytes, start, stop);
    const last = dropBlanks(bytes, first, stop);
    if (first === last || this.tokens.has(bytes, first, last)) {
      this.end(row, from, 1);
      return true;
    }
    const begin = this.isTrimmed ? first : start;
    const end = this.isTrimmed ? last : stop;
    this.reserve(from + end - begin);
    const {bytes: own} = this;
    if (end - begin > LONG_COPY) own.set(bytes.subarray(begin, end), from);
    else for (let at = begin, to = from; at < end; at += 1, to += 1) own[to] = bytes[at] ?? 0;
    this.end(row, from + end - begin, 0);
    return true;
  }

  set(value: CellValue, row: number): void {
    const from = this.offsets[row] ?? 0;
    if (typeof value !== 'string') {
      this.end(row, from, 1);
      return;
    }
    // At most three bytes for each unit of UTF-16.
    this.reserve(from + 3 * value.length);
    const {written} = ENCODER.encodeInto(value, this.bytes.subarray(from));
    this.end(row, from + written, 0);
  }

  size(row: number): number {
    return (this.offsets[row + 1] ?? 0) - (this.offsets[row] ?? 0);
  }

  take(rowCount: number): Utf8Column {
    const length = this.offsets[rowCount] ?? 0;
    const missing = this.missing.slice(0, rowCount);
    let nullCount = 0;
    for (const flag of missing) nullCount += flag;
    const {bytes} = this;
    this.bytes = new Uint8Array(bytes.byteLength);
    return {bytes: bytes.subarray(0, length), offsets: this.offsets.slice(0, rowCount + 1), missing, nullCount};
  }

  /** A quoted cell without line breaks, the usual one, in a single pass. @param start - behind the opening quote */
  private readQuoted(bytes: Uint8Array, start: number, row: number): number {
    const {delimiter, quote} = this.signs;
    const from = this.offsets[row] ?? 0;
    this.reserve(from + QUOTED_CELL);
    const {bytes: own} = this;
    const full = from + QUOTED_CELL;
    let to = from;
    let at = start;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        if (bytes[at + 1] !== quote) break;
        at += 1;
      } else if (byte === LINE_FEED || byte === RETURN) return -1;
      if (to === full) return -1;
      own[to] = byte;
      to += 1;
      at += 1;
    }
    const behind = bytes[at + 1] ?? 0;
    if (behind !== delimiter && behind !== LINE_FEED && behind !== RETURN) return -1;
    const first = own[from] ?? 0;
    const last = own[to - 1] ?? 0;
    // What may have to be trimmed, or may mean "missing", is looked at in peace.
    if (to - from <= this.tokens.maxBytes || first <= BLANK || first >= 0x80 || last <= BLANK || last >= 0x80)
      return -1;
    this.end(row, to, 0);
    return at + 1;
  }

  private end(row: number, to: number, isMissing: 0 | 1): void {
    this.offsets[row + 1] = isMissing === 1 ? (this.offsets[row] ?? 0) : to;
    this.missing[row] = isMissing;
  }

  private reserve(size: number): void {
    if (size <= this.bytes.byteLength) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.bytes.byteLength));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
