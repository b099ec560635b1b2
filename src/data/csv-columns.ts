// Columns that are filled from the bytes of cells: what `parseCell` would make of them, without a string in between. Only
// plain cells are read here; all others go to `parseCell` itself.
import {CellMemory, dropBlanks, skipBlanks, TokenSet, textOf} from './byte-cells.js';
import {readDate, readNumber, type Found} from './csv-number.js';
import {isTextKind} from './fields.js';
import {cellParser, missingNumbers, type CellValue} from './parse-cell.js';
import type {Field, NumberColumn, ParseRule, Utf8Column} from './types.js';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const BLANK = 0x20;
/** A cell of text up to here is copied while its end is looked for. */
const SHORT_CELL = 64;
/** From here on, a call beats a loop. */
const LONG_COPY = 48;

/** Places in the memory of a column, and in a table of very many columns. */
const PLACES = 1 << 10;
const FEW_PLACES = 1 << 5;
const MANY_COLUMNS = 256;

/** What separates and quotes cells, as bytes; another file of the same dataset may have others. */
export interface Signs {
  delimiter: number;
  /** 256, which no byte is, for none. */
  quote: number;
}

/** One column of the batch that is being filled. */
export interface CellColumn {
  /**
   * Reads a plain cell that begins at `at`: neither quoted nor with blanks around. Line ends, the delimiter and a line feed
   * behind the last byte end it.
   *
   * @returns where it ends, or −1 for any other cell
   */
  read(bytes: Uint8Array, at: number, row: number): number;
  /** Takes a cell in, without its quotes. @returns false where the row must be looked at as text: a bad cell, or a coerced one */
  put(bytes: Uint8Array, start: number, stop: number, row: number): boolean;
  /** Takes in what `parseCell` made of a cell. */
  set(value: CellValue, row: number): void;
  /** Bytes of text in a row. */
  size(row: number): number;
  /** The rows so far; the column is empty again afterwards. */
  take(rowCount: number): NumberColumn | Utf8Column;
}

/** A column of the file that is not read. */
export class SkippedColumn implements CellColumn {
  constructor(private readonly signs: Signs) {}

  read(bytes: Uint8Array, start: number): number {
    const {delimiter, quote} = this.signs;
    let at = start;
    let byte = bytes[at] ?? 0;
    // A quote is one only where a cell begins with it, or with blanks before it.
    if (byte === quote || byte <= BLANK || byte >= 0xc2) return byte === delimiter || byte === LINE_FEED ? at : -1;
    while (byte !== delimiter && byte !== LINE_FEED && byte !== RETURN) byte = bytes[(at += 1)] ?? 0;
    return at;
  }

  put(): boolean {
    return true;
  }

  set(): void {
    // Nothing is kept.
  }

  size(): number {
    return 0;
  }

  take(): NumberColumn {
    return new Float64Array(0);
  }
}

/** What is held as numbers. */
abstract class NumbersColumn implements CellColumn {
  protected values: Float64Array;
  protected readonly found: Found = new Float64Array(1);

  constructor(
    protected readonly signs: Signs,
    private readonly capacity: number,
  ) {
    this.values = new Float64Array(capacity);
  }

  abstract read(bytes: Uint8Array, start: number, row: number): number;

  protected abstract parse(bytes: Uint8Array, start: number, stop: number): CellValue;

  put(bytes: Uint8Array, start: number, stop: number, row: number): boolean {
    const value = this.parse(bytes, start, stop) as number | undefined;
    if (value === undefined || Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
    this.values[row] = value;
    return true;
  }

  set(value: CellValue, row: number): void {
    this.values[row] = value as number;
  }

  size(): number {
    return 0;
  }

  take(rowCount: number): NumberColumn {
    const {values} = this;
    this.values = new Float64Array(this.capacity);
    return rowCount === this.capacity ? values : values.slice(0, rowCount);
  }
}

class DecimalColumn extends NumbersColumn {
  private readonly parseText: (text: string) => CellValue;
  private readonly mark: number;
  private readonly isGrouped: boolean;
  /** Numbers that some token for "missing" spells: the spelling decides. */
  private readonly doubtful: ReadonlySet<number>;

  constructor(rule: ParseRule, signs: Signs, capacity: number) {
    super(signs, capacity);
    this.parseText = cellParser(rule);
    this.mark = (rule.decimalMark ?? '.').charCodeAt(0);
    this.isGrouped = rule.thousandsMark !== undefined;
    this.doubtful = missingNumbers(rule.missing, rule.decimalMark);
  }

  read(bytes: Uint8Array, start: number, row: number): number {
    const {delimiter} = this.signs;
    const byte = bytes[start] ?? 0;
    if (byte === delimiter || byte === LINE_FEED || byte === RETURN) {
      this.values[row] = NaN;
      return start;
    }
    const {found} = this;
    const stop = this.isGrouped ? -1 : readNumber(bytes, start, this.mark, found);
    if (stop < 0) return -1;
    const end = bytes[stop] ?? 0;
    if (end !== delimiter && end !== LINE_FEED && end !== RETURN) return -1;
    const value = found[0] ?? NaN;
    if (this.doubtful.size > 0 && this.doubtful.has(value)) return -1;
    if (value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER) return -1;
    this.values[row] = value;
    return stop;
  }

  protected parse(bytes: Uint8Array, start: number, stop: number): CellValue {
    return this.parseText(textOf(bytes, start, stop));
  }
}

/** Booleans and dates: cells that come again and again. */
class WordsColumn extends NumbersColumn {
  private readonly memory: CellMemory<CellValue>;
  private readonly isIso: boolean;

  constructor(rule: ParseRule, signs: Signs, {capacity, places}: {capacity: number; places: number}) {
    super(signs, capacity);
    this.memory = new CellMemory(cellParser(rule), places);
    this.isIso = rule.kind === 'datetime' && (rule.dateFormat ?? 'iso') === 'iso';
  }

  read(bytes: Uint8Array, start: number, row: number): number {
    const {delimiter, quote} = this.signs;
    let byte = bytes[start] ?? 0;
    if (byte === delimiter || byte === LINE_FEED || byte === RETURN) {
      this.values[row] = NaN;
      return start;
    }
    let stop = start;
    if (this.isIso) {
      stop = readDate(bytes, start, this.found);
      const end = stop < 0 ? 0 : (bytes[stop] ?? 0);
      if (end !== delimiter && end !== LINE_FEED && end !== RETURN) return -1;
      this.values[row] = this.found[0] ?? NaN;
      return stop;
    }
    if (byte === quote || byte <= BLANK || byte >= 0x80) return -1;
    while (byte !== delimiter && byte !== LINE_FEED && byte !== RETURN) byte = bytes[(stop += 1)] ?? 0;
    return this.put(bytes, start, stop, row) ? stop : -1;
  }

  protected parse(bytes: Uint8Array, start: number, stop: number): CellValue {
    return this.memory.get(bytes, start, stop);
  }
}

/** Text, categories and labels, as bytes. */
class TextColumn implements CellColumn {
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
    if (byte === quote || byte <= BLANK || byte === 0xc2 || byte === 0xef || (byte >= 0xe1 && byte <= 0xe3)) return -1;
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

const ENCODER = new TextEncoder();

function makeCellColumn(rule: ParseRule, signs: Signs, size: {capacity: number; places: number}): CellColumn {
  if (isTextKind(rule.kind)) return new TextColumn(rule, signs, size);
  return rule.kind === 'numeric' ? new DecimalColumn(rule, signs, size.capacity) : new WordsColumn(rule, signs, size);
}

/** A column for each field; none may be of tensors. @param capacity - rows of a batch */
export function makeCellColumns(fields: readonly Field[], signs: Signs, capacity: number): CellColumn[] {
  const size = {capacity, places: fields.length > MANY_COLUMNS ? FEW_PLACES : PLACES};
  return fields.map(({parse}) => makeCellColumn(parse, signs, size));
}
