// Rows as words of 32 bits that are equal where the rows are: what duplicates are compared by. Column after column, since a
// loop over a typed array is some ten times faster than one over the cells of a row.
import {columnWidth} from './batches.js';
import {dictionaryOf} from './text-dictionary.js';
import type {Batch, ColumnData, NumberColumn} from './types.js';

export interface RowWords {
  readonly words: Int32Array;
  /** Where each row begins in `words`, and at last where the last one ends. */
  readonly offsets: Int32Array;
}

const MISSING_TEXT = -1;
const NAN_HIGH = 0x7ff80000;

/** A text as its length in bytes and the bytes, filled up with zeros to whole words. */
function wordsOfText(text: string): Int32Array {
  const size = Buffer.byteLength(text);
  const words = new Int32Array(1 + ((size + 3) >> 2));
  words[0] = size;
  Buffer.from(words.buffer, 4).write(text);
  return words;
}

/** The texts of a column in words, each different one once where they are few. */
function textReader(column: readonly (string | null)[]): (row: number) => Int32Array | undefined {
  const dictionary = dictionaryOf(column);
  if (dictionary) {
    const {values, codes} = dictionary;
    const words = values.map(wordsOfText);
    return (row) => words[codes[row] ?? -1];
  }
  return (row) => {
    const text = column[row] ?? null;
    return text === null ? undefined : wordsOfText(text);
  };
}

interface Part {
  /** Words of each row. */
  sizeOf(row: number): number;
  write(words: Int32Array, at: number, row: number): void;
}

function textPart(column: readonly (string | null)[], rowCount: number): Part {
  const read = textReader(column);
  const texts = Array.from({length: rowCount}, (_, row) => read(row));
  return {
    sizeOf: (row) => texts[row]?.length ?? 1,
    write(words, at, row) {
      const text = texts[row];
      if (!text) words[at] = MISSING_TEXT;
      else for (let word = 0; word < text.length; word += 1) words[at + word] = text[word] ?? 0;
    },
  };
}

/** Missing numbers are equal to each other, and −0 equals 0. */
function numberPart(column: NumberColumn, width: number): Part {
  const numbers = column instanceof Float64Array ? column : Float64Array.from(column);
  const bits = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  return {
    sizeOf: () => 2 * width,
    write(words, start, row) {
      for (let cell = 0, at = start; cell < width; cell += 1, at += 2) {
        const place = row * width + cell;
        const value = numbers[place] ?? NaN;
        if (value === 0) {
          words[at] = 0;
          words[at + 1] = 0;
        } else if (Number.isNaN(value)) {
          words[at] = 0;
          words[at + 1] = NAN_HIGH;
        } else {
          words[at] = bits[2 * place] ?? 0;
          words[at + 1] = bits[2 * place + 1] ?? 0;
        }
      }
    },
  };
}

function partOf(column: ColumnData, rowCount: number): Part {
  if (Array.isArray(column)) return textPart(column, rowCount);
  return numberPart(column, columnWidth(column, rowCount));
}

/** All rows of a batch. */
export function rowWords({rowCount, columns}: Batch): RowWords {
  const parts = columns.map((column) => partOf(column, rowCount));
  const offsets = new Int32Array(rowCount + 1);
  for (const part of parts)
    for (let row = 0; row < rowCount; row += 1) offsets[row + 1] = (offsets[row + 1] ?? 0) + part.sizeOf(row);
  for (let row = 0; row < rowCount; row += 1) offsets[row + 1] = (offsets[row + 1] ?? 0) + (offsets[row] ?? 0);
  const words = new Int32Array(offsets[rowCount] ?? 0);
  const cursor = offsets.slice(0, rowCount);
  for (const part of parts)
    for (let row = 0; row < rowCount; row += 1) {
      const at = cursor[row] ?? 0;
      part.write(words, at, row);
      cursor[row] = at + part.sizeOf(row);
    }
  return {words, offsets};
}

/** The cell of one value that begins at a word: what {@link rowWords} wrote there; null where it is missing. */
export function cellOfWords(words: Int32Array, at: number, isText: boolean): string | number | null {
  if (isText) {
    const size = words[at] ?? MISSING_TEXT;
    return size === MISSING_TEXT ? null : Buffer.from(words.buffer, words.byteOffset + 4 * (at + 1), size).toString();
  }
  const [value = NaN] = new Float64Array(words.slice(at, at + 2).buffer);
  return Number.isNaN(value) ? null : value;
}

/** A hash of 32 bits: MurmurHash3 (Appleby, public domain) over whole words. */
export function hashWords(words: Int32Array, start: number, end: number): number {
  let h = 0x2545f491;
  for (let at = start; at < end; at += 1) {
    const k = Math.imul(words[at] ?? 0, 0xcc9e2d51);
    h ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  return mixWord(h ^ (end - start));
}

/** Finalizer of MurmurHash3. */
export function mixWord(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
