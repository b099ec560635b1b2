// What a column is that is filled from the bytes of cells, and the bytes that all of them know.
import type {CellValue} from './parse-cell.js';
import type {NumberColumn, Utf8Column} from './types.js';

export const LINE_FEED = 0x0a;
export const RETURN = 0x0d;
export const BLANK = 0x20;

/** What separates and quotes cells, as bytes; another file of the same dataset may have others. */
export interface Signs {
  delimiter: number;
  /** 256, which no byte is, for none. */
  quote: number;
}

/** One column of the batch that is being filled. */
export interface CellColumn {
  /** What the kernel reads its plain cells by: see `CsvKernel.newColumn`. */
  readonly description: Uint32Array;
  /** Takes a cell in, without its quotes. @returns false where the row must be looked at as text: a bad cell, or a coerced one */
  put(bytes: Uint8Array, start: number, stop: number, row: number): boolean;
  /** Takes in what `parseCell` made of a cell. */
  set(value: CellValue, row: number): void;
  /** Makes more room for text: what there is has been too little for the cell at hand. */
  grow(): void;
  /** How many of the rows so far have no value; of numbers only. */
  missingIn?(rowCount: number): number;
  /** The rows so far, as views of what the next ones are read into. */
  take(rowCount: number): NumberColumn | Utf8Column;
}
