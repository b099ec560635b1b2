// Rows in the order of a column of numbers, whatever their number: sorted runs that fit in memory, spilled and merged.
import {
  columnWidth,
  concatBatches,
  makeColumn,
  makeRawField,
  spoolBatches,
  storageOf,
  takeRows,
  type Batch,
  type Dataset,
} from '../../data/index.js';

/** Values held in memory at a time, about. */
const RUN_VALUES = 1 << 22;
/** Rows given at a time. */
const CHUNK_ROWS = 4096;

/**
 * A stable sort. A missing value stands before all others. Holds a run of about 4 million values, and a batch of each run
 * while they are merged.
 *
 * @param at - position of the column
 * @param runValues - smaller in tests
 */
export async function* sortRows(
  dataset: Pick<Dataset, 'schema' | 'batches'>,
  at: number,
  {workDir, runValues = RUN_VALUES}: {readonly workDir?: string | undefined; readonly runValues?: number} = {},
): AsyncGenerator<Batch> {
  const runs: Dataset[] = [];
  try {
    let held: Batch[] = [];
    let values = 0;
    for await (const batch of dataset.batches()) {
      held.push(batch);
      values += batch.columns.reduce((sum, {length}) => sum + length, 0);
      if (values < runValues) continue;
      runs.push(await spoolBatches(dataset.schema, inChunks(sorted(held, at)), workDir));
      [held, values] = [[], 0];
    }
    const last = held.length > 0 ? inChunks(sorted(held, at)) : [];
    if (runs.length === 0) yield* last;
    else yield* merged([...runs.map((run) => run.batches()), last], at);
  } finally {
    for (const run of runs) await run.close();
  }
}

const valueAt = ({columns}: Batch, at: number, row: number): number => {
  const value = Number(columns[at]?.[row] ?? NaN);
  return Number.isNaN(value) ? -Infinity : value;
};

function sorted(held: readonly Batch[], at: number): Batch {
  const whole = concatBatches(held);
  const order = Uint32Array.from({length: whole.rowCount}, (_, row) => row);
  order.sort((a, b) => {
    const [left, right] = [valueAt(whole, at, a), valueAt(whole, at, b)];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
  return takeRows(whole, order);
}

function* inChunks(batch: Batch): Generator<Batch> {
  for (let start = 0; start < batch.rowCount; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, batch.rowCount - start);
    yield takeRows(
      batch,
      Array.from({length: count}, (_, row) => start + row),
    );
  }
}

interface Head {
  readonly rest: AsyncIterator<Batch> | Iterator<Batch>;
  batch: Batch;
  row: number;
}

async function* merged(runs: readonly (AsyncIterable<Batch> | Iterable<Batch>)[], at: number): AsyncGenerator<Batch> {
  let heads: Head[] = [];
  for (const run of runs) {
    const rest = Symbol.asyncIterator in run ? run[Symbol.asyncIterator]() : run[Symbol.iterator]();
    const first = await rest.next();
    if (first.done !== true) heads.push({rest, batch: first.value, row: 0});
  }
  let taken: (readonly [batch: Batch, row: number])[] = [];
  while (heads.length > 0) {
    // Earlier runs hold earlier rows, so that the first of equal values is the one that came first.
    const next = heads.reduce((a, b) => (valueAt(b.batch, at, b.row) < valueAt(a.batch, at, a.row) ? b : a));
    taken.push([next.batch, next.row]);
    next.row += 1;
    if (taken.length === CHUNK_ROWS) {
      yield gathered(taken);
      taken = [];
    }
    if (next.row < next.batch.rowCount) continue;
    const more = await next.rest.next();
    if (more.done === true) heads = heads.filter((head) => head !== next);
    else [next.batch, next.row] = [more.value, 0];
  }
  if (taken.length > 0) yield gathered(taken);
}

function gathered(taken: readonly (readonly [batch: Batch, row: number])[]): Batch {
  const model = taken[0]?.[0];
  const columns = (model?.columns ?? []).map((sample, index) => {
    const width = columnWidth(sample, model?.rowCount ?? 0);
    const column = makeColumn(storageOf(sample), taken.length * width);
    taken.forEach(([batch, row], to) => {
      for (let part = 0; part < width; part += 1)
        column[to * width + part] = batch.columns[index]?.[row * width + part] as never;
    });
    return column;
  });
  return {rowCount: taken.length, columns};
}

/**
 * A copy of a dataset in the order of a column, with one more column at the end: the 1-based row of the original. Closing
 * it closes the original.
 *
 * @throws IngotError `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function sortDataset(
  source: Dataset,
  at: number,
  options: {readonly workDir?: string | undefined; readonly runValues?: number} = {},
): Promise<Dataset> {
  let name = 'row';
  while (source.schema.fields.some((field) => field.name === name)) name += '_';
  const schema = {...source.schema, fields: [...source.schema.fields, makeRawField(name, 'numeric', 'ignored')]};
  const numbered = async function* (): AsyncGenerator<Batch> {
    let rows = 0;
    for await (const {rowCount, columns} of source.batches()) {
      const start = rows;
      rows += rowCount;
      yield {rowCount, columns: [...columns, Float64Array.from({length: rowCount}, (_, row) => start + row + 1)]};
    }
  };
  const copy = await spoolBatches(schema, sortRows({schema, batches: numbered}, at, options), options.workDir);
  return {
    schema,
    name: source.name,
    rereadable: true,
    batches: () => copy.batches(),
    ledger: source.ledger,
    sources: () => source.sources(),
    close: async () => {
      await copy.close();
      await source.close();
    },
  };
}
