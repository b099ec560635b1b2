// Which rows are equal to an earlier one: exactly (rows are compared, not hashes), in bounded memory. What does not fit is
// partitioned by hash into files, and each is looked at alone; a partition that does not fit either is partitioned again.
import {RowTable} from './row-table.js';
import {hashWords, rowWords} from './row-words.js';
import {Spill, type SpilledRow} from './spill.js';
import type {Batch} from './types.js';

const MEMORY_BYTES = 1 << 28;
/** Rows whose hashes agree stay together however often they are partitioned. */
const MAX_LEVEL = 6;

export interface DuplicateOptions {
  /** For the rows that are compared; default 256 MiB. What is beyond goes to disk. */
  readonly memoryBytes?: number | undefined;
  /** Folder for what goes to disk; default the system's. */
  readonly workDir?: string | undefined;
  /** Told of each row that is found, in any order, some twice; words as of {@link rowWords}. */
  readonly onFound?: ((position: number, words: Int32Array, start: number) => void) | undefined;
}

/** A set of rows by their position, one bit each. */
export class RowMask {
  count = 0;
  private bits = new Uint8Array(1 << 10);

  /** @param position - from 0 */
  has(position: number): boolean {
    return ((this.bits[Math.floor(position / 8)] ?? 0) & (1 << (position % 8))) !== 0;
  }

  mark(position: number): void {
    const place = Math.floor(position / 8);
    if (place >= this.bits.length) {
      const larger = new Uint8Array(Math.max(place + 1, this.bits.length * 2));
      larger.set(this.bits);
      this.bits = larger;
    }
    const bit = 1 << (position % 8);
    if (((this.bits[place] ?? 0) & bit) !== 0) return;
    this.bits[place] = (this.bits[place] ?? 0) | bit;
    this.count += 1;
  }

  /** The first positions, from 0. */
  first(limit: number): number[] {
    const found: number[] = [];
    for (let place = 0; place < this.bits.length && found.length < limit; place += 1)
      if (this.bits[place] !== 0)
        for (let bit = 0; bit < 8 && found.length < limit; bit += 1)
          if (this.has(place * 8 + bit)) found.push(place * 8 + bit);
    return found;
  }
}

/** Takes rows in, in their order, and tells at the end which are copies of earlier ones. Close it in any case. */
export class DuplicateFinder {
  private readonly copies = new RowMask();
  private readonly memoryBytes: number;
  private table: RowTable | undefined = new RowTable();
  private spill: Spill | undefined;
  private position = 0;

  constructor(private readonly options: DuplicateOptions = {}) {
    this.memoryBytes = options.memoryBytes ?? MEMORY_BYTES;
  }

  /** True once rows went to disk. */
  get isSpilled(): boolean {
    return this.spill !== undefined;
  }

  /**
   * @param batch - rows of the columns to compare
   * @param isLeftOut - rows that do not count, as if they were not there; their positions do
   * @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE`
   */
  add(batch: Batch, isLeftOut?: (row: number) => boolean): void {
    const {words, offsets} = rowWords(batch);
    for (let row = 0; row < batch.rowCount; row += 1) {
      const position = this.position;
      this.position += 1;
      if (isLeftOut?.(row) === true) continue;
      const [start, end] = [offsets[row] ?? 0, offsets[row + 1] ?? 0];
      const key = {hash: hashWords(words, start, end), position};
      if (this.spill) this.spill.add(words, start, end, key);
      else if (this.table?.add(words, start, end, key) === false) this.found(position, words, start);
    }
    if (this.table && this.table.sizeBytes > this.memoryBytes) this.moveToDisk(this.table);
  }

  /** Rows that are equal to an earlier one. */
  finish(): RowMask {
    if (this.spill) this.search(this.spill);
    this.close();
    return this.copies;
  }

  /** Deletes what went to disk. */
  close(): void {
    this.spill?.close();
    this.spill = undefined;
    this.table = undefined;
  }

  private found(position: number, words: Int32Array, start: number): void {
    this.copies.mark(position);
    this.options.onFound?.(position, words, start);
  }

  private moveToDisk(table: RowTable): void {
    const spill = new Spill(0, this.options.workDir);
    this.spill = spill;
    this.table = undefined;
    table.forEach((words, hash, position) => spill.add(words, 0, words.length, {hash, position}));
  }

  private search(spill: Spill): void {
    for (const read of spill.read())
      if (!this.searchPartition(read(), spill.level === MAX_LEVEL)) this.partitionAgain(read(), spill.level + 1);
  }

  /** @returns false where its different rows do not fit: some of their copies are marked then, and will be once more */
  private searchPartition(rows: Iterable<SpilledRow>, isLast: boolean): boolean {
    const table = new RowTable();
    for (const {words, start, end, hash, position} of rows) {
      if (!table.add(words, start, end, {hash, position})) this.found(position, words, start);
      if (!isLast && table.sizeBytes > this.memoryBytes && table.size > 1) return false;
    }
    return true;
  }

  private partitionAgain(rows: Iterable<SpilledRow>, level: number): void {
    const spill = new Spill(level, this.options.workDir);
    try {
      for (const {words, start, end, ...key} of rows) spill.add(words, start, end, key);
      this.search(spill);
    } finally {
      spill.close();
    }
  }
}
