// All rows of a dataset in memory, as the tensors at which the trained network begins.
import {invariant} from '../core/index.js';
import {assertBalanced, cellSize, Ledger, type Batch, type Dataset, type LedgerTotals} from '../data/index.js';
import {encodeModel, extractSubgraph, makeModel, type Model, type Tensor} from '../onnx/index.js';
import {createSession} from '../runtime/index.js';
import {bindDataset} from './binding.js';
import {prepareError} from './errors.js';
import {createObservations, createObserver, type Observations} from './observations.js';
import {createWeightReader} from './row-weights.js';
import type {ModelSignature} from './signature.js';
import {createTargetReader, type TargetReader} from './target-reader.js';

export interface PrepareOptions {
  /** `required`: an absent column is an error, rows without a target are left out. `optional`: taken if it is there. */
  readonly target: 'required' | 'optional' | 'none';
  /** Read the column with role weight, where there is one. */
  readonly weights?: boolean | undefined;
  readonly threads?: number | undefined;
  /** Takes the entry tensors of rows as they come, which are then not kept: they have no data. */
  readonly sink?: ((rows: ReadonlyMap<string, Float32Array | Int32Array>, count: number) => void) | undefined;
}

export interface EntryTensor {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  /** Sizes of a row: `[C]` of a block, the shape of a tensor feature. */
  readonly dims: readonly number[];
  /** Numbers of a row: the product of `dims`. */
  readonly width: number;
  /** `[rowCount, ...dims]`, row-major. */
  readonly data: Float32Array | Int32Array;
}

export interface PreparedData {
  readonly rowCount: number;
  readonly entry: readonly EntryTensor[];
  /** Training space: class index (int32), or scaled value (float32). `[rowCount]` */
  readonly target: Int32Array | Float32Array | undefined;
  /** Rows with mixed labels: the target holds so many shares of classes a row, `[rowCount, shares]`. */
  readonly shares: number | undefined;
  /** Of a language model: the target holds the token after each step, `[rowCount, targetsPerRow]`; else 1. */
  readonly targetsPerRow: number;
  /** Regression: the target in its own units. `[rowCount]` */
  readonly rawTarget: Float64Array | undefined;
  /** How much each row counts, 0 or more; undefined when each counts once. `[rowCount]` */
  readonly weights: Float32Array | undefined;
  /** The column with role weight, read or not. */
  readonly weightColumn: string | undefined;
  /** Rows left out because their target is missing. */
  readonly targetMissingRows: number;
  /** Columns of the dataset that were not used. */
  readonly ignored: readonly string[];
  readonly observations: Observations;
  readonly ledger: LedgerTotals;
}

/**
 * Raw, partly prepared and fully prepared data of the same rows give the same bits: all go through the same nodes.
 *
 * Rows that cannot be used (no target where it is required, no value in a column that needs one) are left out and
 * counted in the ledger.
 *
 * @throws IngotError `COLUMN_MISSING`, `STAGE_MISMATCH`, `KIND_MISMATCH`, `TARGET_MISSING`, `UNKNOWN_CLASS`, `WEIGHT_INVALID`,
 * `NO_ROWS`
 */
export async function prepareTensors(
  model: Model,
  signature: ModelSignature,
  dataset: Dataset,
  options: PrepareOptions,
): Promise<PreparedData> {
  const binding = bindDataset(signature, dataset);
  if (options.target === 'required' && !binding.target)
    throw prepareError(
      'TARGET_MISSING',
      `${dataset.name}: expected the target column '${signature.target.name}', but there is none.`,
      {
        hints: [`Columns: ${dataset.schema.fields.map(({name}) => name).join(', ')}.`],
      },
    );
  const source = {name: dataset.name, stages: dataset.schema.metadata.stages};
  const targets =
    binding.target && options.target !== 'none'
      ? await createTargetReader(signature, binding.target, source)
      : undefined;
  const weights = options.weights === true ? createWeightReader(dataset) : undefined;
  const graph = extractSubgraph(
    model.graph,
    binding.inputs.map(({tensor}) => tensor),
    signature.entry,
  );
  const session = await createSession(encodeModel(makeModel({graph, opsets: model.opsets})), {
    threads: options.threads,
  });
  const observations = createObservations();
  const observe = createObserver(signature, binding, observations);
  const shares = targets?.shares;
  const perRow = targets?.targetsPerRow ?? 1;
  const rows = new RowStore(signature.entry, {
    needsTarget: options.target === 'required',
    targetWidth: shares ?? perRow,
    sink: options.sink,
  });
  try {
    for await (const batch of dataset.batches()) {
      if (batch.rowCount === 0) continue;
      const valid = binding.validRows(batch);
      observe(batch, valid);
      const outputs = await session.run(binding.feeds(batch), signature.entry);
      rows.add(batch, {outputs, valid, target: await targets?.read(batch), weights: weights?.read(batch)});
    }
  } finally {
    await session.close();
    await targets?.close();
  }
  const ignored = binding.ignored.filter((column) => column !== weights?.column);
  const weightColumn = dataset.schema.fields.find(({role}) => role === 'weight')?.name;
  return {...rows.finish(dataset), shares, targetsPerRow: perRow, weightColumn, ignored, observations};
}

interface PreparedBatch {
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly valid: Uint8Array;
  readonly target: Awaited<ReturnType<TargetReader['read']>> | undefined;
  readonly weights: Float32Array | undefined;
}

/** Collects the rows kept. */
class RowStore {
  private readonly parts: {
    outputs: Map<string, Float32Array | Int32Array>;
    target?: Int32Array | Float32Array;
    raw?: Float64Array;
    weights?: Float32Array;
  }[] = [];
  private readonly dims = new Map<string, readonly number[]>();
  private readonly ledger = new Ledger();
  private rowCount = 0;
  private position = 0;
  private targetMissing = 0;

  constructor(
    private readonly names: readonly string[],
    private readonly options: {
      readonly needsTarget: boolean;
      readonly targetWidth: number;
      readonly sink: PrepareOptions['sink'];
    },
  ) {}

  add({rowCount}: Batch, {outputs, valid, target, weights}: PreparedBatch): void {
    this.ledger.read(rowCount);
    const kept: number[] = [];
    for (let row = 0; row < rowCount; row += 1) {
      this.position += 1;
      const hasTarget = target?.present[row] === 1;
      if (target && !hasTarget) this.targetMissing += 1;
      if (this.options.needsTarget && !hasTarget)
        this.ledger.record({action: 'dropped', reason: 'missing target', row: this.position});
      else if (valid[row] === 0)
        this.ledger.record({action: 'dropped', reason: 'missing required value', row: this.position});
      else kept.push(row);
    }
    this.ledger.keep(kept.length);
    this.rowCount += kept.length;
    if (kept.length === 0) return;
    const pick = kept.length === rowCount ? undefined : kept;
    const taken = new Map(this.names.map((name) => [name, this.takeEntry(name, outputs[name], pick)]));
    this.options.sink?.(taken, kept.length);
    this.parts.push({
      outputs: this.options.sink ? new Map([...taken].map(([name, data]) => [name, data.slice(0, 0)])) : taken,
      ...(target ? {target: pickRows(target.values, this.options.targetWidth, pick)} : {}),
      ...(target?.raw ? {raw: pickRows(target.raw, 1, pick)} : {}),
      ...(weights ? {weights: pickRows(weights, 1, pick)} : {}),
    });
  }

  finish({
    name,
  }: Dataset): Omit<PreparedData, 'ignored' | 'observations' | 'weightColumn' | 'shares' | 'targetsPerRow'> {
    if (this.rowCount === 0)
      throw prepareError('NO_ROWS', `${name}: expected rows to use, but none is left.`, {
        hints: ['Look at the rows with data head and data describe.'],
        data: {ledger: this.ledger.totals()},
      });
    assertBalanced(this.ledger.totals(), `preparing ${name}`, this.rowCount);
    const join = <T extends Float32Array | Int32Array | Float64Array>(
      parts: readonly (T | undefined)[],
    ): T | undefined => (parts.every((part) => part !== undefined) ? joinArrays(parts) : undefined);
    return {
      rowCount: this.rowCount,
      entry: this.names.map((entry): EntryTensor => {
        const data = joinArrays(this.parts.map(({outputs}) => outputs.get(entry) ?? new Float32Array()));
        const dtype = data instanceof Int32Array ? 'int32' : 'float32';
        const dims = this.dims.get(entry) ?? [];
        return {name: entry, dtype, dims, width: cellSize(dims), data};
      }),
      target: join(this.parts.map(({target}) => target)),
      rawTarget: join(this.parts.map(({raw}) => raw)),
      weights: join(this.parts.map(({weights}) => weights)),
      targetMissingRows: this.targetMissing,
      ledger: this.ledger.totals(),
    };
  }

  private takeEntry(
    name: string,
    tensor: Tensor | undefined,
    rows: readonly number[] | undefined,
  ): Float32Array | Int32Array {
    const dims = tensor?.dims.slice(1) ?? [];
    this.dims.set(name, dims);
    return pickRows(tensor?.data as Float32Array | Int32Array, cellSize(dims), rows);
  }
}

type Numbers = Float32Array | Int32Array | Float64Array;

function makeLike<T extends Numbers>(array: T, length: number): T {
  return new (array.constructor as new (length: number) => T)(length);
}

function pickRows<T extends Numbers>(data: T, width: number, rows: readonly number[] | undefined): T {
  if (!rows) return data;
  const picked = makeLike(data, rows.length * width);
  rows.forEach((row, at) => picked.set(data.subarray(row * width, (row + 1) * width), at * width));
  return picked;
}

function joinArrays<T extends Numbers>(parts: readonly T[]): T {
  const [first] = parts;
  invariant(first, 'no rows to put together');
  if (parts.length === 1) return first;
  const whole = makeLike(
    first,
    parts.reduce((sum, {length}) => sum + length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
