// Columns that are filled from the bytes of cells: what `parseCell` would make of them, without a string in between. The plain
// cells are read by the kernel; all others come here, and go to `parseCell` itself.
import {CellMemory, KEY_BYTES, textOf} from './byte-cells.js';
import type {CellColumn} from './cell-column.js';
import {COLUMN, type CsvKernel} from './csv-kernel.js';
import {TextColumn} from './csv-text-column.js';
import {isTextKind} from './fields.js';
import {cellParser, isCode, type CellValue} from './parse-cell.js';
import type {Field, NumberColumn, ParseRule} from './types.js';

/** Places in the memory of a column, and in a table of very many columns. */
const PLACES = 1 << 10;
const FEW_PLACES = 1 << 5;
const MANY_COLUMNS = 256;

/** A column of the file that is not read. */
export class SkippedColumn implements CellColumn {
  readonly description: Uint32Array;

  constructor(kernel: CsvKernel) {
    this.description = kernel.newColumn('skipped');
  }

  put(): boolean {
    return true;
  }

  set(): void {
    // Nothing is kept.
  }

  grow(): void {
    // Nothing needs room.
  }

  take(): NumberColumn {
    return new Float64Array(0);
  }
}

/** What is held as numbers. */
abstract class NumbersColumn implements CellColumn {
  private readonly values: Float64Array;

  constructor(
    private readonly kernel: CsvKernel,
    readonly description: Uint32Array,
    rule: ParseRule,
    capacity: number,
  ) {
    const address = kernel.allocate(8 * capacity);
    this.values = kernel.numbers(address, capacity);
    description[COLUMN.values] = address;
    description[COLUMN.tokens] = kernel.tokensOf(rule.missing);
  }

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

  grow(): void {
    // Numbers need no more room.
  }

  missingIn(rowCount: number): number {
    return this.kernel.countMissing(this.values.byteOffset, rowCount);
  }

  take(rowCount: number): NumberColumn {
    return this.values.subarray(0, rowCount);
  }
}

class DecimalColumn extends NumbersColumn {
  private readonly parseText: (text: string) => CellValue;

  constructor(rule: ParseRule, kernel: CsvKernel, capacity: number) {
    const isGrouped = rule.thousandsMark !== undefined;
    super(kernel, kernel.newColumn(isGrouped ? 'other' : 'number'), rule, capacity);
    this.parseText = cellParser(rule);
    this.description[COLUMN.extra] = (rule.decimalMark ?? '.').charCodeAt(0);
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

  constructor(rule: ParseRule, kernel: CsvKernel, {capacity, places}: {capacity: number; places: number}) {
    const isIso = rule.kind === 'datetime' && (rule.dateFormat ?? 'iso') === 'iso';
    super(kernel, kernel.newColumn(isIso ? 'date' : 'words'), rule, capacity);
    const keys = kernel.allocate(KEY_BYTES * places);
    const sizes = kernel.allocate(places);
    const values = kernel.allocate(8 * places);
    this.memory = new CellMemory(cellParser(rule), {
      keys: kernel.bytesAt(keys, KEY_BYTES * places),
      sizes: kernel.bytesAt(sizes, places),
      values: kernel.numbers(values, places),
    });
    const {description} = this;
    description[COLUMN.extra] = places - 1;
    description[COLUMN.offsets] = keys;
    description[COLUMN.missing] = sizes;
    description[COLUMN.meanings] = values;
  }

  protected parse(bytes: Uint8Array, start: number, stop: number): CellValue {
    return this.memory.get(bytes, start, stop);
  }
}

function makeCellColumn(rule: ParseRule, kernel: CsvKernel, size: {capacity: number; places: number}): CellColumn {
  if (isTextKind(rule.kind)) return new TextColumn(rule, kernel, size);
  return rule.kind === 'numeric' ? new DecimalColumn(rule, kernel, size.capacity) : new WordsColumn(rule, kernel, size);
}

/** A column for each field; none may be of tensors. @param capacity - rows of a batch */
export function makeCellColumns(fields: readonly Field[], kernel: CsvKernel, capacity: number): CellColumn[] {
  const size = {capacity, places: fields.length > MANY_COLUMNS ? FEW_PLACES : PLACES};
  return fields.map(({parse}) => makeCellColumn(parse, kernel, size));
}
