// A hash of all cells of a row, 85 bits: two independent multiply-and-mix chains over the cells' bits.
import {columnWidth, type Batch} from '../data/index.js';

export interface RowHash {
  /** 53 bits, a safe integer. */
  readonly place: number;
  /** 32 further bits. */
  readonly check: number;
}

/** Finalizer of MurmurHash3 (Appleby, public domain). */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** @returns a function of a row; missing cells are equal to each other and to nothing else, −0 equals 0 */
export function createRowHasher(): (batch: Batch, row: number) => RowHash {
  const number = new Float64Array(1);
  const words = new Uint32Array(number.buffer);
  let [a, b, c] = [0, 0, 0];
  const take = (word: number): void => {
    a = Math.imul(a ^ word, 0x01000193) ^ (a >>> 15);
    b = Math.imul(b + word + 0x9e3779b9, 0xcc9e2d51) ^ (b >>> 13);
    c = Math.imul(c ^ mix(word + c), 0x1b873593);
  };
  return (batch, row) => {
    [a, b, c] = [0x811c9dc5, 0x12345678, 0x2545f491];
    const takeCell = (cell: string | number | null): void => {
      if (typeof cell === 'string') {
        take(cell.length + 1);
        for (let at = 0; at < cell.length; at += 1) take(cell.charCodeAt(at));
      } else if (cell === null || Number.isNaN(cell)) {
        take(0xffffffff);
      } else {
        number[0] = cell === 0 ? 0 : cell;
        take(words[0] ?? 0);
        take(words[1] ?? 0);
      }
    };
    for (const column of batch.columns) {
      const width = columnWidth(column, batch.rowCount);
      for (let at = row * width; at < (row + 1) * width; at += 1) takeCell(column[at] ?? null);
    }
    return {place: (mix(a) >>> 0) * 0x200000 + (mix(b) & 0x1fffff), check: mix(c)};
  };
}
