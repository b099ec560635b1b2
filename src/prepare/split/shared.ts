// Rows that are equal but lie in different parts: a model is then judged on rows it was trained on.
import type {Batch} from '../../data/index.js';
import {createRowHasher} from '../row-hash.js';

/** How many positions of shared rows are kept for messages. */
const FIRST_POSITIONS = 5;

export interface SharedRows {
  /** 1 for each row to drop so that no part shares a row with another. */
  readonly mask: Uint8Array;
  /** Of each part, how many of its rows those are. */
  readonly counts: readonly number[];
  /** 1-based positions of the first of them. */
  readonly first: readonly number[];
}

/** A hash of 85 bits for each row, in typed arrays: 16 bytes a row. */
export class RowHashes {
  count = 0;
  private readonly hash = createRowHasher();
  private places = new Float64Array(1024);
  private checks = new Float64Array(1024);

  add(batch: Batch): void {
    // Without any column all rows would be equal, and mean nothing by it.
    if (batch.columns.length === 0) return;
    for (let row = 0; row < batch.rowCount; row += 1) {
      if (this.count === this.places.length) this.grow();
      const {place, check} = this.hash(batch, row);
      this.places[this.count] = place;
      this.checks[this.count] = check;
      this.count += 1;
    }
  }

  /**
   * @param partOf - part of each row
   * @param isSymmetric - folds: a row with an equal in any other part counts; else only in an earlier part
   */
  findShared(partOf: ArrayLike<number>, partCount: number, isSymmetric = false): SharedRows {
    const {places, checks, count} = this;
    const mask = new Uint8Array(partOf.length);
    const counts = new Array<number>(partCount).fill(0);
    const order = Uint32Array.from({length: count}, (_, row) => row).sort(
      (a, b) => (places[a] ?? 0) - (places[b] ?? 0) || (checks[a] ?? 0) - (checks[b] ?? 0) || a - b,
    );
    const isEqual = (a: number, b: number): boolean => places[a] === places[b] && checks[a] === checks[b];
    for (let start = 0; start < count;) {
      let end = start + 1;
      while (end < count && isEqual(order[start] ?? 0, order[end] ?? 0)) end += 1;
      const run = order.subarray(start, end);
      start = end;
      if (run.length === 1) continue;
      const parts = Array.from(run, (row) => partOf[row] ?? 0);
      const least = parts.reduce((a, b) => Math.min(a, b));
      if (parts.every((part) => part === least)) continue;
      parts.forEach((part, at) => {
        if (!isSymmetric && part === least) return;
        mask[run[at] ?? 0] = 1;
        counts[part] = (counts[part] ?? 0) + 1;
      });
    }
    const first: number[] = [];
    for (let row = 0; row < mask.length && first.length < FIRST_POSITIONS; row += 1)
      if (mask[row] === 1) first.push(row + 1);
    return {mask, counts, first};
  }

  private grow(): void {
    const enlarge = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(old.length * 2);
      larger.set(old);
      return larger;
    };
    this.places = enlarge(this.places);
    this.checks = enlarge(this.checks);
  }
}
