// The memory that the fast reader of CSV and its WebAssembly share (wasm/csv-rows.ts, where it is said why): the bytes read,
// the columns that are filled from them, and where the reading stands. The numbers below are those of that file.
import {CSV_ROWS, MAX_PAGES} from './generated/csv-rows.js';

/** The part of WebAssembly that is used: TypeScript knows it in browsers only. */
interface Memory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}
interface WebAssemblyTypes {
  readonly Memory: new (size: {initial: number; maximum: number; shared: true}) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => {readonly exports: unknown};
}
const {Memory, Module, Instance} = (globalThis as unknown as {WebAssembly: WebAssemblyTypes}).WebAssembly;

interface Exports {
  run(state: number): number;
  commit(state: number): number;
  countMissing(values: number, count: number): number;
  countFlags(flags: number, count: number): number;
}

/** Why the kernel came back, by number. */
export const STOPS = ['full', 'more', 'text', 'odd', 'cell', 'grow'] as const;

/** Words of the state. */
export const STATE = {
  at: 0,
  end: 1,
  isLast: 2,
  row: 3,
  capacity: 4,
  line: 5,
  column: 6,
  from: 7,
  breaks: 8,
  columnCount: 9,
  columns: 10,
  textCount: 11,
  texts: 12,
  textBytes: 13,
  maxTextBytes: 14,
  maxRowBytes: 15,
  delimiter: 16,
  quote: 17,
} as const;
const STATE_WORDS = 18;

/** Kinds of columns; `other` is one whose cells are all read in JavaScript. */
export const KINDS_OF_CELLS = {skipped: 0, number: 1, date: 2, words: 3, text: 4, other: 5} as const;

/** Words that describe a column. */
export const COLUMN = {kind: 0, values: 1, extra: 2, offsets: 3, missing: 4, meanings: 5, tokens: 6} as const;
const COLUMN_WORDS = 7;

const PAGE = 1 << 16;
/** The kernel looks at sixteen bytes at once, whatever lies behind the last. */
export const SLACK = 64;

let compiled: object | undefined;

/** One memory with its kernel. */
export class CsvKernel {
  /** Where the reading stands. */
  readonly state: Uint32Array;
  readonly stateAddress: number;
  private readonly memory: Memory;
  private readonly exports: Exports;
  /** Below it are the kernel's own tables. */
  private used: number;
  /** All of the memory; another one after it has grown, and the old one shows the same bytes. */
  bytes: Buffer;
  private input = {address: 0, size: 0};
  private readonly tokenBlocks = new Map<string, number>();

  constructor() {
    compiled ??= new Module(Buffer.from(CSV_ROWS, 'base64'));
    this.memory = new Memory({initial: 2, maximum: MAX_PAGES, shared: true});
    this.exports = new Instance(compiled, {env: {memory: this.memory}}).exports as Exports;
    this.bytes = Buffer.from(this.memory.buffer);
    this.used = 1 << 12;
    this.stateAddress = this.allocate(4 * STATE_WORDS);
    this.state = this.words(this.stateAddress, STATE_WORDS);
  }

  /** Reads rows. */
  run(): (typeof STOPS)[number] {
    return STOPS[this.exports.run(this.stateAddress)] ?? 'odd';
  }

  /** The row at hand is whole. @returns whether the batch is full */
  commit(): boolean {
    return this.exports.commit(this.stateAddress) !== 0;
  }

  /** How many numbers at an address are none. */
  countMissing(address: number, count: number): number {
    return this.exports.countMissing(address, count);
  }

  /** How many bytes at an address are 1, of such that are 0 or 1. */
  countFlags(address: number, count: number): number {
    return this.exports.countFlags(address, count);
  }

  /** @returns the address of so many bytes, all zero, which are never given back */
  allocate(size: number): number {
    const address = this.used;
    this.used = (address + size + 15) & ~15;
    const missing = this.used - this.bytes.byteLength;
    if (missing > 0) {
      // Not page by page.
      this.memory.grow(Math.ceil(Math.max(missing, Math.min(this.bytes.byteLength, 1 << 23)) / PAGE));
      this.bytes = Buffer.from(this.memory.buffer);
    }
    return address;
  }

  words(address: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, count);
  }

  integers(address: number, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, count);
  }

  numbers(address: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, count);
  }

  bytesAt(address: number, count: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, count);
  }

  /** A description of a column, to be filled in. */
  newColumn(kind: keyof typeof KINDS_OF_CELLS): Uint32Array {
    const column = this.words(this.allocate(4 * COLUMN_WORDS), COLUMN_WORDS);
    column[COLUMN.kind] = KINDS_OF_CELLS[kind];
    return column;
  }

  /** A list of columns. @returns its address */
  listOf(columns: readonly Uint32Array[]): number {
    const address = this.allocate(4 * columns.length);
    this.words(address, columns.length).set(columns.map(({byteOffset}) => byteOffset));
    return address;
  }

  /** Room for bytes to be read. @returns its address; what was there before is lost if it is another one */
  inputOf(size: number): number {
    if (size > this.input.size) this.input = {address: this.allocate(size + SLACK), size};
    return this.input.address;
  }

  /** The size of what {@link CsvKernel.inputOf} gave. */
  get inputSize(): number {
    return this.input.size;
  }

  /** Tokens that mean "missing": the longest, how many, which bytes they begin with, then each with its size. */
  tokensOf(tokens: readonly string[]): number {
    const key = JSON.stringify(tokens);
    const known = this.tokenBlocks.get(key);
    if (known !== undefined) return known;
    const words = tokens.filter((token) => token !== '').map((token) => Buffer.from(token));
    const padded = words.map(({byteLength}) => (byteLength + 3) & ~3);
    const address = this.allocate(8 + 256 + padded.reduce((sum, size) => sum + 4 + size, 0));
    this.bytes.writeUInt32LE(
      words.reduce((most, {byteLength}) => Math.max(most, byteLength), 0),
      address,
    );
    this.bytes.writeUInt32LE(words.length, address + 4);
    let at = address + 8 + 256;
    words.forEach((word, index) => {
      this.bytes[address + 8 + (word[0] ?? 0)] = 1;
      this.bytes.writeUInt32LE(word.byteLength, at);
      this.bytes.set(word, at + 4);
      at += 4 + (padded[index] ?? 0);
    });
    this.tokenBlocks.set(key, address);
    return address;
  }
}
