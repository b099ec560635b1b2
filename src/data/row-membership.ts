// Which rows are equal to none of some known ones: exactly, in bounded memory. Known rows that do not fit are partitioned by
// hash into files together with the rows in question, and each partition is looked at alone.
import {RowMask, type DuplicateOptions} from './duplicate-rows.js';
import {RowTable} from './row-table.js';
import {hashWords, rowWords} from './row-words.js';
import {Spill, type SpilledRow} from './spill.js';
import type {Batch} from './types.js';

const MEMORY_BYTES = 1 << 28;
/** Rows whose hashes agree stay together however often they are partitioned. */
const MAX_LEVEL = 6;
/** The position of known rows, which have none. */
const KNOWN = -1;

/** Takes all known rows, then the rows in question, and tells which of those are unknown. Close it in any case. */
export class MembershipFinder {
  private readonly strangers = new RowMask();
  private readonly memoryBytes: number;
  private table: RowTable | undefined = new RowTable();
  private spill: Spill | undefined;
  private position = 0;

  constructor(private readonly options: DuplicateOptions = {}) {
    this.memoryBytes = options.memoryBytes ?? MEMORY_BYTES;
  }

  /** @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE` */
  addKnown(batch: Batch, isLeftOut?: (row: number) => boolean): void {
    forEachRow(batch, isLeftOut, (_row, words, start, end) => {
      const key = {hash: hashWords(words, start, end), position: KNOWN};
      if (this.spill) this.spill.add(words, start, end, key);
      else this.table?.add(words, start, end, key);
    });
    if (!this.table || this.table.sizeBytes <= this.memoryBytes) return;
    const spill = new Spill(0, this.options.workDir);
    this.spill = spill;
    this.table.forEach((words, hash, position) => spill.add(words, 0, words.length, {hash, position}));
    this.table = undefined;
  }

  /** @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE` */
  add(batch: Batch, isLeftOut?: (row: number) => boolean): void {
    const first = this.position;
    forEachRow(batch, isLeftOut, (row, words, start, end) => {
      const key = {hash: hashWords(words, start, end), position: first + row};
      if (this.spill) this.spill.add(words, start, end, key);
      else if (this.table?.has(words, start, end, key.hash) === false) this.found(key.position, words, start);
    });
    this.position += batch.rowCount;
  }

  /** Rows in question that are not among the known ones, by their position. */
  finish(): RowMask {
    if (this.spill) this.search(this.spill);
    this.close();
    return this.strangers;
  }

  /** Deletes what went to disk. */
  close(): void {
    this.spill?.close();
    this.spill = undefined;
    this.table = undefined;
  }

  private found(position: number, words: Int32Array, start: number): void {
    this.strangers.mark(position);
    this.options.onFound?.(position, words, start);
  }

  private search(spill: Spill): void {
    for (const read of spill.read())
      if (!this.searchPartition(read(), spill.level === MAX_LEVEL)) this.partitionAgain(read(), spill.level + 1);
  }

  /** @returns false where the known rows do not fit; nothing has been said of any row then */
  private searchPartition(rows: Iterable<SpilledRow>, isLast: boolean): boolean {
    const table = new RowTable();
    for (const {words, start, end, hash, position} of rows) {
      if (position !== KNOWN) {
        if (!table.has(words, start, end, hash)) this.found(position, words, start);
        continue;
      }
      table.add(words, start, end, {hash, position});
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

function forEachRow(
  batch: Batch,
  isLeftOut: ((row: number) => boolean) | undefined,
  use: (row: number, words: Int32Array, start: number, end: number) => void,
): void {
  const {words, offsets} = rowWords(batch);
  for (let row = 0; row < batch.rowCount; row += 1)
    if (isLeftOut?.(row) !== true) use(row, words, offsets[row] ?? 0, offsets[row + 1] ?? 0);
}
