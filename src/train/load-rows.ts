// The rows of a training in memory, within the memory allowed, with the hash that names them.
import {constants} from 'node:buffer';
import {createHash} from 'node:crypto';
import {totalmem} from 'node:os';
import {canonicalJson, coreError, sha256} from '../core/index.js';
import type {AugmentPolicy, Batch, Dataset, LineageStep} from '../data/index.js';
import type {Model} from '../onnx/index.js';
import {
  openForModel,
  prepareTensors,
  targetsPerRow,
  type ModelSignature,
  type PreparedData,
  type PrepareOptions,
} from '../prepare/index.js';
import {DiskRows} from './disk-rows.js';
import {trainError} from './errors.js';

export interface LoadRowsOptions {
  readonly model: Model;
  readonly signature: ModelSignature;
  readonly threads: number;
  /** Read the column with role weight, where there is one. */
  readonly weights: boolean;
  /** Bytes that the prepared rows may take. */
  readonly memoryBytes: number;
  /** Rows that do not fit may be kept on disk instead. */
  readonly mayUseDisk?: boolean;
  /** sha256 these rows had when the run began. */
  readonly expectedSha256?: string | undefined;
  readonly isStopping: () => boolean;
}

export interface LoadedRows {
  readonly prepared: PreparedData;
  readonly sources: LineageStep['inputs'];
  /** Of the file, of the list of hashes of several, of the prepared rows where they came through a pipe. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly split: string | undefined;
  /** What the file says is to be done to its rows on the fly. */
  readonly augment: AugmentPolicy | undefined;
  /** Where the entry tensors are, if not in memory. */
  readonly disk?: DiskRows | undefined;
}

/** Half of the memory this process may have. */
export function defaultMemoryBytes(): number {
  const limit = process.constrainedMemory();
  return Math.floor((limit > 0 ? Math.min(limit, totalmem()) : totalmem()) / 2);
}

/** @throws IngotError `TRAIN_MEMORY_EXCEEDED`, `INTERRUPTED`, and what opening and preparing throw */
export async function loadRows(paths: readonly string[], options: LoadRowsOptions): Promise<LoadedRows> {
  const {model, signature, threads, weights, expectedSha256} = options;
  const dataset = await openForModel(paths, signature);
  try {
    const named = nameSources(await dataset.sources());
    if (named !== undefined) checkUnchanged(dataset.name, named, expectedSha256);
    const {split, augment} = dataset.schema.metadata;
    const size = rowSize(model, signature);
    const isLarge = dataset.rowCount !== undefined && !fitsMemory(dataset.rowCount, size, options.memoryBytes);
    // What is changed on the fly may mix any two rows.
    const disk =
      isLarge && options.mayUseDisk === true && !augment
        ? makeDiskRows(dataset.rowCount ?? 0, size, options)
        : undefined;
    const sink: PrepareOptions['sink'] =
      disk &&
      ((rows, count) => {
        disk.add(rows, count);
      });
    const held = disk ? {bytes: size.heldBytes, widestBlockBytes: size.heldBytes, heldBytes: size.heldBytes} : size;
    const guarded = new GuardedDataset(dataset, held, options);
    const request = {target: 'required', threads, weights, sink} as const;
    const prepared = await prepareTensors(model, signature, guarded, request).catch((error: unknown) => {
      disk?.close();
      throw error;
    });
    const hash = named ?? hashPrepared(prepared);
    checkUnchanged(dataset.name, hash, expectedSha256);
    return {
      disk,
      prepared,
      sources: await dataset.sources(),
      sha256: hash,
      sizeBytes: sizeOf(prepared),
      split,
      augment,
    };
  } finally {
    await dataset.close();
  }
}

/** The hash that names rows in files, without preparing them; undefined for a pipe. */
export async function hashRows(paths: readonly string[], signature: ModelSignature): Promise<string | undefined> {
  const dataset = await openForModel(paths, signature);
  try {
    return nameSources(await dataset.sources());
  } finally {
    await dataset.close();
  }
}

/** @returns undefined for what came through a pipe */
function nameSources(sources: LineageStep['inputs']): string | undefined {
  const hashes = sources.map((source) => source.sha256);
  if (hashes.length === 0 || hashes.includes('')) return undefined;
  return hashes.length === 1 ? hashes[0] : sha256(canonicalJson(hashes));
}

function hashPrepared({entry, target, weights}: PreparedData): string {
  const hash = createHash('sha256');
  for (const {data} of [...entry, ...[target, weights].flatMap((data) => (data ? [{data}] : []))])
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}

function checkUnchanged(name: string, actual: string, expected: string | undefined): void {
  if (expected === undefined || actual === expected) return;
  throw trainError('RESUME_INPUT_CHANGED', `${name}: the rows are not those that the run began with.`, {
    hints: ['Bring the old file back, or start a new run on the new one.'],
    data: {expectedSha256: expected, sha256: actual},
  });
}

/** The window in memory is so many times smaller than what the rows may take. */
const WINDOW_SHARE = 4;
const MOST_WINDOW_BYTES = 2 ** 28;

function makeDiskRows(rowCount: number, {heldBytes}: RowSize, {memoryBytes}: LoadRowsOptions): DiskRows | undefined {
  if (rowCount * heldBytes > memoryBytes) return undefined;
  return new DiskRows({windowBytes: Math.min(MOST_WINDOW_BYTES, Math.floor(memoryBytes / WINDOW_SHARE))});
}

function fitsMemory(rowCount: number, {bytes, widestBlockBytes}: RowSize, memoryBytes: number): boolean {
  return rowCount * bytes <= memoryBytes && rowCount * widestBlockBytes <= constants.MAX_LENGTH;
}

interface RowSize {
  readonly bytes: number;
  readonly widestBlockBytes: number;
  /** What it takes of memory where it lies on disk: two numbers of the order, the weight, the targets. */
  readonly heldBytes: number;
}

/** Bytes of a prepared row: every entry tensor and the target hold 4 bytes a number. */
function rowSize({graph}: Model, signature: ModelSignature): RowSize {
  const widths = signature.entry.map((name) =>
    (graph.values.get(name)?.shape ?? []).slice(1).reduce<number>((product, size) => product * (Number(size) || 1), 1),
  );
  const targets = signature.task === 'multilabel' ? (signature.target.classes?.length ?? 1) : targetsPerRow(signature);
  const numbers = widths.reduce((sum, width) => sum + width, targets);
  return {bytes: 4 * numbers, widestBlockBytes: 4 * Math.max(1, ...widths), heldBytes: 12 + 4 * targets};
}

function sizeOf({entry, target, weights}: PreparedData): number {
  const others = (target?.byteLength ?? 0) + (weights?.byteLength ?? 0);
  return entry.reduce((sum, {data}) => sum + data.byteLength, others);
}

/** Hands batches on until they would not fit; then only counts, to be able to say how much would be needed. */
class GuardedDataset implements Dataset {
  constructor(
    private readonly inner: Dataset,
    private readonly size: RowSize,
    private readonly options: LoadRowsOptions,
  ) {}

  get schema(): Dataset['schema'] {
    return this.inner.schema;
  }
  get name(): string {
    return this.inner.name;
  }
  get rereadable(): boolean {
    return this.inner.rereadable;
  }
  get ledger(): Dataset['ledger'] {
    return this.inner.ledger;
  }

  async *batches(): AsyncGenerator<Batch> {
    const {rowCount} = this.inner;
    if (rowCount !== undefined && !this.fits(rowCount)) throw this.tooLarge(rowCount);
    let count = 0;
    for await (const batch of this.inner.batches()) {
      if (this.options.isStopping()) throw coreError('INTERRUPTED', 'Stopped before the training began.');
      count += batch.rowCount;
      if (this.fits(count)) yield batch;
    }
    if (!this.fits(count)) throw this.tooLarge(count);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
  sources(): ReturnType<Dataset['sources']> {
    return this.inner.sources();
  }

  private fits(rowCount: number): boolean {
    return fitsMemory(rowCount, this.size, this.options.memoryBytes);
  }

  private tooLarge(rowCount: number): Error {
    const needed = rowCount * this.size.bytes;
    const allowed = Math.max(0, this.options.memoryBytes);
    const isLimit = needed > allowed;
    return trainError(
      'TRAIN_MEMORY_EXCEEDED',
      `${this.name}: ${String(rowCount)} prepared rows need ${mebibytes(needed)}, ` +
        (isLimit ? `but ${mebibytes(allowed)} are allowed.` : 'more than one block of memory can hold.'),
      {
        hints: [
          ...(isLimit
            ? [`Allow it with --memory ${String(Math.ceil(needed / 2 ** 20) + 1)}M, if the machine has it.`]
            : []),
          'Train on fewer rows: ingot data split makes a smaller file.',
        ],
        data: {neededBytes: needed, allowedBytes: allowed, rows: rowCount},
      },
    );
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 2 : 0)} MiB`;
}
