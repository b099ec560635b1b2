// Rows found by comparing them with others: exactly (rows are compared, not hashes), in bounded memory. What does not fit is
// partitioned by hash into files, and each is looked at alone; a partition that does not fit either is partitioned again.
import {RowMask} from './row-mask.js';
import {RowTable} from './row-table.js';
import {hashWords, rowWords} from './row-words.js';
import {Spill, type SpilledRow} from './spill.js';
import type {Batch} from './types.js';

const MEMORY_BYTES = 1 << 28;
/** Rows whose hashes agree stay together however often they are partitioned. */
const MAX_LEVEL = 6;

export interface RowSearchOptions {
  /** For the rows that are compared; default 256 MiB. What is beyond goes to disk. */
  readonly memoryBytes?: number | undefined;
  /** Folder for what goes to disk; default the system's. */
  readonly workDir?: string | undefined;
  /** Told of each row that is found, in any order, some twice; words as of {@link rowWords}. */
  readonly onFound?: ((position: number, words: Int32Array, start: number) => void) | undefined;
}

/** Takes rows in, in their order, and tells at the end which were found. Close it in any case. */
export abstract class RowSearch {
  private readonly mask = new RowMask();
  private readonly memoryBytes: number;
  private table: RowTable | undefined = new RowTable();
  private spill: Spill | undefined;

  constructor(private readonly options: RowSearchOptions = {}) {
    this.memoryBytes = options.memoryBytes ?? MEMORY_BYTES;
  }

  /** True once rows went to disk. */
  get isSpilled(): boolean {
    return this.spill !== undefined;
  }

  /** The rows found, by their position. */
  finish(): RowMask {
    if (this.spill) this.search(this.spill);
    this.close();
    return this.mask;
  }

  /** Deletes what went to disk. */
  close(): void {
    this.spill?.close();
    this.spill = undefined;
    this.table = undefined;
  }

  /** Looks at a row beside those before it, and keeps it in the table where later ones are to be compared with it. @returns whether it is found */
  protected abstract judge(table: RowTable, row: SpilledRow): boolean;

  /** @param isLeftOut - rows that do not count @param positionOf - by the number of the row in the batch */
  protected take(
    batch: Batch,
    isLeftOut: ((row: number) => boolean) | undefined,
    positionOf: (row: number) => number,
  ): void {
    const {words, offsets} = rowWords(batch);
    for (let row = 0; row < batch.rowCount; row += 1) {
      if (isLeftOut?.(row) === true) continue;
      const [start, end] = [offsets[row] ?? 0, offsets[row + 1] ?? 0];
      const taken = {words, start, end, hash: hashWords(words, start, end), position: positionOf(row)};
      if (this.spill) this.spill.add(words, start, end, taken);
      else if (this.table) this.look(this.table, taken);
    }
    if (this.table && this.table.sizeBytes > this.memoryBytes) this.moveToDisk(this.table);
  }

  private look(table: RowTable, row: SpilledRow): void {
    if (!this.judge(table, row)) return;
    this.mask.mark(row.position);
    this.options.onFound?.(row.position, row.words, row.start);
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

  /** @returns false where the rows to compare with do not fit: some are found by then, and will be once more */
  private searchPartition(rows: Iterable<SpilledRow>, isLast: boolean): boolean {
    const table = new RowTable();
    for (const row of rows) {
      this.look(table, row);
      if (!isLast && table.sizeBytes > this.memoryBytes && table.size > 1) return false;
    }
    return true;
  }

  private partitionAgain(rows: Iterable<SpilledRow>, level: number): void {
    const spill = new Spill(level, this.options.workDir);
    try {
      for (const row of rows) spill.add(row.words, row.start, row.end, row);
      this.search(spill);
    } finally {
      spill.close();
    }
  }
}
