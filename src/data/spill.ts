// Rows that do not fit in memory, on disk: in as many files as there are partitions, chosen by hash, so that equal rows meet
// in one file and each file can be looked at alone. The general form of what duplicates and uniqueness need.
import {closeSync, openSync, readSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {fileError} from '../core/index.js';
import {mixWord} from './row-words.js';
import {makeTemporaryFolder, removeTemporaryFolder} from './temporary-folder.js';

const PARTITION_BITS = 5;
const PARTITIONS = 1 << PARTITION_BITS;
/** Words in front of a row: how many follow, their hash, the position of the row (low and high part). */
const HEAD_WORDS = 4;
const BUFFER_WORDS = 1 << 14;
const READ_WORDS = 1 << 18;

export interface SpilledRow {
  readonly words: Int32Array;
  readonly start: number;
  readonly end: number;
  readonly hash: number;
  readonly position: number;
}

interface Partition {
  readonly path: string;
  readonly file: number;
  readonly buffer: Int32Array;
  used: number;
}

/** Files of rows; made when the first row comes, deleted by {@link close}. */
export class Spill {
  private readonly folder: string;
  private readonly partitions: (Partition | undefined)[] = [];

  /**
   * @param level - another one for each time that rows are partitioned anew
   * @param workDir - default the system's temporary folder
   */
  constructor(
    readonly level: number,
    workDir?: string,
  ) {
    this.folder = makeTemporaryFolder(workDir);
  }

  /** @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE` */
  add(words: Int32Array, start: number, end: number, {hash, position}: Pick<SpilledRow, 'hash' | 'position'>): void {
    const place = mixWord(hash + Math.imul(this.level, 0x9e3779b9)) >>> (32 - PARTITION_BITS);
    const partition = (this.partitions[place] ??= this.open(place));
    const head = [end - start, hash, (position % 0x100000000) | 0, Math.floor(position / 0x100000000)];
    if (partition.used + HEAD_WORDS + end - start > BUFFER_WORDS) this.flush(partition);
    if (HEAD_WORDS + end - start > BUFFER_WORDS) {
      this.write(partition, Int32Array.from([...head, ...words.subarray(start, end)]));
      return;
    }
    partition.buffer.set(head, partition.used);
    partition.buffer.set(words.subarray(start, end), partition.used + HEAD_WORDS);
    partition.used += HEAD_WORDS + end - start;
  }

  /** The rows of each partition in the order in which they came; can be read again. */
  *read(): Generator<() => Generator<SpilledRow>> {
    for (let place = 0; place < PARTITIONS; place += 1) {
      const partition = this.partitions[place];
      if (!partition) continue;
      this.flush(partition);
      yield () => this.rowsOf(partition);
    }
  }

  close(): void {
    for (const partition of this.partitions) if (partition) closeSync(partition.file);
    this.partitions.length = 0;
    removeTemporaryFolder(this.folder);
  }

  private *rowsOf({file, path}: Partition): Generator<SpilledRow> {
    let held = new Int32Array(0);
    let position = 0;
    for (;;) {
      const wanted = Math.max(READ_WORDS, HEAD_WORDS + (held[0] ?? 0) - held.length);
      const joined = new Int32Array(held.length + wanted);
      joined.set(held);
      const read = readWhole(file, path, Buffer.from(joined.buffer, held.byteLength), position);
      position += read;
      const size = held.length + (read >> 2);
      let at = 0;
      while (at + HEAD_WORDS <= size && at + HEAD_WORDS + (joined[at] ?? 0) <= size) {
        const start = at + HEAD_WORDS;
        const end = start + (joined[at] ?? 0);
        const low = (joined[at + 2] ?? 0) >>> 0;
        yield {
          words: joined,
          start,
          end,
          hash: joined[at + 1] ?? 0,
          position: low + (joined[at + 3] ?? 0) * 0x100000000,
        };
        at = end;
      }
      held = joined.slice(at, size);
      if (read < wanted * 4) return;
    }
  }

  private open(place: number): Partition {
    const path = join(this.folder, `rows-${String(place)}`);
    try {
      return {path, file: openSync(path, 'w+'), buffer: new Int32Array(BUFFER_WORDS), used: 0};
    } catch (error) {
      throw fileError(error, path, {isOutput: true});
    }
  }

  private flush(partition: Partition): void {
    this.write(partition, partition.buffer.subarray(0, partition.used));
    partition.used = 0;
  }

  private write({file, path}: Partition, words: Int32Array): void {
    const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
    try {
      for (let at = 0; at < bytes.byteLength;) at += writeSync(file, bytes, at);
    } catch (error) {
      throw fileError(error, path);
    }
  }
}

/** Reads until the buffer is full or the file ends. @returns bytes read */
function readWhole(file: number, path: string, buffer: Buffer, position: number): number {
  let total = 0;
  try {
    while (total < buffer.byteLength) {
      const read = readSync(file, buffer, total, buffer.byteLength - total, position + total);
      if (read === 0) break;
      total += read;
    }
  } catch (error) {
    throw fileError(error, path);
  }
  return total;
}
