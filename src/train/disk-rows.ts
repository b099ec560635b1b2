// Prepared rows that do not fit in memory: in a file, row after row, and for each epoch once more in its order. That order is
// the very permutation that rows in memory have, so that the bytes of a training do not depend on where its rows are.
//
// An epoch is put in order in one pass over the file: windows of places follow each other in a second file, each row goes to
// the end of its window, with its place, and a window is sorted when it is read. So the disk is read and written in
// long pieces only. In memory are a window, a buffer for each of the others, and two numbers a row.
import {closeSync, openSync, readSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {fileError, invariant} from '../core/index.js';
import {makeTemporaryFolder, removeTemporaryFolder} from '../data/index.js';
import type {EntryTensor, PreparedData} from '../prepare/index.js';
import type {RowSource} from './augment-rows.js';
import {gatherTargets} from './prepared-feeds.js';
import {epochOrder, planEpoch} from './sampler.js';
import {updateRows, type TrainSettings} from './settings.js';

/** Bytes read at a time, and shared by the buffers of all windows. */
const BLOCK_BYTES = 8 * 2 ** 20;
const LEAST_BUFFER_BYTES = 2 ** 14;

type Part = ReadonlyMap<string, Float32Array | Int32Array>;

export interface DiskRowsOptions {
  /** Bytes of a window. */
  readonly windowBytes: number;
  /** Default the system's temporary folder. */
  readonly workDir?: string | undefined;
}

/** Words of 4 bytes of a typed array. */
const wordsOf = ({buffer, byteOffset, length}: Float32Array | Int32Array): Int32Array =>
  new Int32Array(buffer, byteOffset, length);

export class DiskRows {
  readonly folder: string;
  private readonly files: readonly [rows: number, ordered: number];
  private names: readonly string[] = [];
  private widths: readonly number[] = [];
  private rowCount = 0;
  private ordered: {readonly epoch: number; readonly windowRows: number} | undefined;
  private window: {readonly number: number; readonly words: Int32Array} | undefined;

  constructor(private readonly options: DiskRowsOptions) {
    this.folder = makeTemporaryFolder(options.workDir);
    this.files = [this.open('rows'), this.open('ordered')];
  }

  /** Adds rows after those there are. @param rows - of each entry tensor @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE` */
  add(rows: Part, count: number): void {
    this.names = [...rows.keys()];
    this.widths = [...rows.values()].map(({length}) => length / count);
    const words = new Int32Array(count * this.rowWords);
    let from = 0;
    for (const values of rows.values()) {
      copyRows(wordsOf(values), words, {count, from: 0, to: from, stride: values.length / count, into: this.rowWords});
      from += values.length / count;
    }
    this.write(0, words, this.rowCount * this.rowWords);
    this.rowCount += count;
  }

  /** The rows of steps, in the order of their epoch. @param train - all rows, their entry tensors without data */
  source(train: PreparedData, settings: TrainSettings & {readonly batchSize: number}): RowSource {
    invariant(train.rowCount === this.rowCount, 'all rows are on disk');
    const {stepCount, batchSize} = planEpoch(this.rowCount, updateRows(settings));
    return ({firstStep, indices, lengths}) => {
      const epoch = Math.floor((firstStep - 1) / stepCount);
      const first = (firstStep - 1 - epoch * stepCount) * batchSize;
      this.order(epoch, settings.seed);
      const count = lengths.reduce((sum, length) => sum + length, 0);
      const entry = this.read(train.entry, {first, count, size: indices.length});
      const rows = {...train, ...gatherTargets(train, indices), rowCount: indices.length, entry};
      return {rows, indices: Int32Array.from(indices, (_, place) => place)};
    };
  }

  close(): void {
    for (const file of this.files) closeSync(file);
    removeTemporaryFolder(this.folder);
  }

  private get rowWords(): number {
    return this.widths.reduce((sum, width) => sum + width, 0);
  }

  /** Writes the rows in the order of an epoch. */
  private order(epoch: number, seed: number): void {
    if (this.ordered?.epoch === epoch) return;
    const {rowCount, rowWords} = this;
    const recordWords = rowWords + 1;
    const windowRows = Math.max(1, Math.min(rowCount, Math.floor(this.options.windowBytes / (4 * recordWords))));
    const windows = Math.ceil(rowCount / windowRows);
    const places = new Int32Array(rowCount);
    epochOrder(rowCount, seed, epoch).forEach((row, place) => (places[row] = place));
    const bufferRows = Math.ceil(Math.max(LEAST_BUFFER_BYTES, BLOCK_BYTES / windows) / (4 * recordWords));
    const buffers = Array.from({length: windows}, () => new Int32Array(bufferRows * recordWords));
    const held = new Int32Array(windows);
    const written = new Int32Array(windows);
    const flush = (window: number): void => {
      const count = held[window] ?? 0;
      const at = (window * windowRows + (written[window] ?? 0)) * recordWords;
      this.write(1, (buffers[window] ?? new Int32Array()).subarray(0, count * recordWords), at);
      written[window] = (written[window] ?? 0) + count;
      held[window] = 0;
    };
    const blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (4 * rowWords)));
    const block = new Int32Array(blockRows * rowWords);
    for (let begin = 0; begin < rowCount; begin += blockRows) {
      const count = Math.min(blockRows, rowCount - begin);
      this.readWords(0, block.subarray(0, count * rowWords), begin * rowWords);
      for (let row = 0; row < count; row += 1) {
        const place = places[begin + row] ?? 0;
        const window = Math.floor(place / windowRows);
        const buffer = buffers[window] ?? block;
        const to = (held[window] ?? 0) * recordWords;
        buffer[to] = place - window * windowRows;
        copyRow(block, row * rowWords, {into: buffer, to: to + 1, length: rowWords});
        held[window] = (held[window] ?? 0) + 1;
        if (held[window] === bufferRows) flush(window);
      }
    }
    for (let window = 0; window < windows; window += 1) flush(window);
    this.ordered = {epoch, windowRows};
    this.window = undefined;
  }

  /** Places `first … first + count − 1` of the epoch, as entry tensors of `size` rows. */
  private read(
    entry: readonly EntryTensor[],
    {first, count, size}: {readonly first: number; readonly count: number; readonly size: number},
  ): EntryTensor[] {
    const made = entry.map((tensor): EntryTensor => ({
      ...tensor,
      data: tensor.dtype === 'int32' ? new Int32Array(size * tensor.width) : new Float32Array(size * tensor.width),
    }));
    const {windowRows = 1} = this.ordered ?? {};
    for (let done = 0; done < count;) {
      const number = Math.floor((first + done) / windowRows);
      const from = first + done - number * windowRows;
      const some = Math.min(count - done, windowRows - from);
      const words = this.windowOf(number, windowRows);
      let offset = 0;
      for (const name of this.names) {
        const tensor = made.find((each) => each.name === name);
        invariant(tensor, `an entry tensor '${name}'`);
        const {width, data} = tensor;
        const target = wordsOf(data).subarray(done * width);
        const start = from * this.rowWords + offset;
        copyRows(words, target, {count: some, from: start, to: 0, stride: width, step: this.rowWords, into: width});
        offset += width;
      }
      done += some;
    }
    return made;
  }

  /** The rows of a window, each at its place. */
  private windowOf(number: number, windowRows: number): Int32Array {
    if (this.window?.number === number) return this.window.words;
    const {rowCount, rowWords} = this;
    const count = Math.min(windowRows, rowCount - number * windowRows);
    const records = new Int32Array(count * (rowWords + 1));
    this.readWords(1, records, number * windowRows * (rowWords + 1));
    const words = new Int32Array(count * rowWords);
    for (let at = 0; at < records.length; at += rowWords + 1)
      copyRow(records, at + 1, {into: words, to: (records[at] ?? 0) * rowWords, length: rowWords});
    this.window = {number, words};
    return words;
  }

  private open(name: string): number {
    const path = join(this.folder, name);
    try {
      return openSync(path, 'w+');
    } catch (error) {
      throw fileError(error, path);
    }
  }

  /** @param at - in words */
  private write(file: 0 | 1, words: Int32Array, at: number): void {
    const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.files[file], bytes, done, bytes.length - done, 4 * at + done);
    } catch (error) {
      throw fileError(error, this.folder);
    }
  }

  /** @param at - in words */
  private readWords(file: 0 | 1, words: Int32Array, at: number): void {
    const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
    try {
      for (let done = 0; done < bytes.length;) {
        const read = readSync(this.files[file], bytes, done, bytes.length - done, 4 * at + done);
        invariant(read > 0, 'the rows written are there');
        done += read;
      }
    } catch (error) {
      throw fileError(error, this.folder);
    }
  }
}

/** Words that a call of `set` costs. */
const FEW_WORDS = 48;

function copyRow(
  from: Int32Array,
  start: number,
  {into, to, length}: {readonly into: Int32Array; readonly to: number; readonly length: number},
): void {
  if (length > FEW_WORDS) into.set(from.subarray(start, start + length), to);
  else for (let at = 0; at < length; at += 1) into[to + at] = from[start + at] ?? 0;
}

/** Copies `stride` words a row. @param plan - `step` and `into`: words from one row to the next, there and here */
function copyRows(
  source: Int32Array,
  target: Int32Array,
  plan: {
    readonly count: number;
    readonly from: number;
    readonly to: number;
    readonly stride: number;
    readonly step?: number;
    readonly into: number;
  },
): void {
  const {count, from, to, stride, step = stride, into} = plan;
  for (let row = 0; row < count; row += 1)
    copyRow(source, from + row * step, {into: target, to: to + row * into, length: stride});
}
