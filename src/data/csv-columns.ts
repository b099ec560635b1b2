// Columns that are filled from the bytes of cells: what `parseCell` would make of them, without a string in between. Only
// plain cells are read here; all others go to `parseCell` itself.
import {CellMemory, textOf} from './byte-cells.js';
import {BLANK, LINE_FEED, RETURN, type CellColumn, type Signs} from './cell-column.js';
import {readDate, readNumber, type Found} from './csv-number.js';
import {TextColumn} from './csv-text-column.js';
import {isTextKind} from './fields.js';
import {cellParser, isCode, missingNumbers, type CellValue} from './parse-cell.js';
import type {Field, NumberColumn, ParseRule} from './types.js';

/** Places in the memory of a column, and in a table of very many columns. */
const PLACES = 1 << 10;
const FEW_PLACES = 1 << 5;
const MANY_COLUMNS = 256;

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
    const text = textOf(bytes, start, stop);
    // Whoever reads the row as text decides about "007".
    return isCode(text.trim()) ? undefined : this.parseText(text);
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

function makeCellColumn(rule: ParseRule, signs: Signs, size: {capacity: number; places: number}): CellColumn {
  if (isTextKind(rule.kind)) return new TextColumn(rule, signs, size);
  return rule.kind === 'numeric' ? new DecimalColumn(rule, signs, size.capacity) : new WordsColumn(rule, signs, size);
}

/** A column for each field; none may be of tensors. @param capacity - rows of a batch */
export function makeCellColumns(fields: readonly Field[], signs: Signs, capacity: number): CellColumn[] {
  const size = {capacity, places: fields.length > MANY_COLUMNS ? FEW_PLACES : PLACES};
  return fields.map(({parse}) => makeCellColumn(parse, signs, size));
}
