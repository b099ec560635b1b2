// Text, categories and labels from the bytes of cells.
import {CellMemory, dropBlanks, KEY_BYTES, skipBlanks, TokenSet} from './byte-cells.js';
import type {CellColumn} from './cell-column.js';
import {COLUMN, SLACK, type CsvKernel} from './csv-kernel.js';
import {cellParser, type CellValue} from './parse-cell.js';
import type {ParseRule, Utf8Column} from './types.js';

/** From here on, a call beats a loop. */
const LONG_COPY = 48;
const FIRST_BYTES = 256;

const ENCODER = new TextEncoder();

/** Text, categories and labels, as bytes. */
export class TextColumn implements CellColumn {
  readonly description: Uint32Array;
  private bytes: Uint8Array;
  private readonly offsets: Int32Array;
  private readonly missing: Uint8Array;
  private readonly tokens: TokenSet;
  private readonly isTrimmed: boolean;
  /** Where a cell's text is not its value: categories of numbers, and labels. */
  private readonly memory: CellMemory<string | null> | undefined;

  constructor(
    rule: ParseRule,
    private readonly kernel: CsvKernel,
    {capacity, places}: {capacity: number; places: number},
  ) {
    const isChanged = rule.kind === 'labels' || rule.numberText === true;
    this.description = kernel.newColumn(isChanged ? 'other' : 'text');
    const offsets = kernel.allocate(4 * (capacity + 1));
    const missing = kernel.allocate(capacity);
    this.description[COLUMN.offsets] = offsets;
    this.description[COLUMN.missing] = missing;
    this.description[COLUMN.tokens] = kernel.tokensOf(rule.missing);
    this.offsets = kernel.integers(offsets, capacity + 1);
    this.missing = kernel.bytesAt(missing, capacity);
    this.bytes = this.newBytes(FIRST_BYTES);
    this.tokens = new TokenSet(rule.missing);
    this.isTrimmed = rule.kind !== 'text';
    this.memory = isChanged
      ? new CellMemory(cellParser(rule) as (text: string) => string | null | undefined, {
          keys: new Uint8Array(places * KEY_BYTES),
          sizes: new Uint8Array(places),
          values: [],
        })
      : undefined;
  }

  put(bytes: Uint8Array, start: number, stop: number, row: number): boolean {
    const from = this.offsets[row] ?? 0;
    if (this.memory !== undefined) {
      const value = this.memory.get(bytes, start, stop);
      if (value !== undefined) this.set(value, row);
      return value !== undefined;
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

  grow(): void {
    this.reserve(this.bytes.byteLength + 1);
  }

  take(rowCount: number): Utf8Column {
    const length = this.offsets[rowCount] ?? 0;
    const missing = this.missing.subarray(0, rowCount);
    return {
      bytes: this.bytes.subarray(0, length),
      offsets: this.offsets.subarray(0, rowCount + 1),
      missing,
      nullCount: this.kernel.countFlags(missing.byteOffset, rowCount),
    };
  }

  private end(row: number, to: number, isMissing: 0 | 1): void {
    this.offsets[row + 1] = isMissing === 1 ? (this.offsets[row] ?? 0) : to;
    this.missing[row] = isMissing;
  }

  private reserve(size: number): void {
    if (size <= this.bytes.byteLength) return;
    const old = this.bytes;
    this.bytes = this.newBytes(Math.max(size, 2 * old.byteLength));
    this.bytes.set(old);
  }

  private newBytes(size: number): Uint8Array {
    const address = this.kernel.allocate(size + SLACK);
    this.description[COLUMN.values] = address;
    this.description[COLUMN.extra] = address + size + SLACK;
    return this.kernel.bytesAt(address, size + SLACK);
  }
}
