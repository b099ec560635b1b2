// Statistics of columns: of the rows to fit on as they come, and of what earlier stages make of them.
import {
  cellSize,
  ColumnStatistics,
  concatBatches,
  exactValuesFor,
  Ledger,
  sliceRows,
  type Batch,
  type ColumnData,
  type Dataset,
  type DatasetSchema,
  type Field,
  type Stage,
} from '../../data/index.js';
import {inputsOf} from '../apply-stages.js';
import {prepareError} from '../errors.js';
import {filterRows, isMissing, type FilteredBatch, type RowFilter} from '../row-filters.js';
import {columnKey, stagesOf} from '../stage-map.js';
import {StageRunner} from '../stage-runner.js';

/** Of the features and the target. @param countsNumbers - of which columns values are counted @throws IngotError `NO_ROWS` */
export async function observeRaw(
  dataset: Dataset,
  filter: RowFilter | undefined,
  countsNumbers: (field: Field) => boolean,
): Promise<Map<string, ColumnStatistics>> {
  const {fields} = dataset.schema;
  const exactValues = exactValuesFor(fields.length);
  const statistics = fields.map((field) =>
    ColumnStatistics.of(field, {countNumbers: countsNumbers(field), exactValues}),
  );
  const watched = fields
    .map(({role}, index) => ({role, index}))
    .filter(({role}) => role === 'feature' || role === 'target');
  let rows = 0;
  for await (const {batch} of filterRows(dataset, filter, new Ledger())) {
    rows += batch.rowCount;
    for (const {index} of watched) statistics[index]?.add(batch.columns[index] ?? [], batch.rowCount);
  }
  if (rows === 0)
    throw prepareError('NO_ROWS', `${dataset.name}: expected rows to fit on, but there are none.`, {
      hints: ['Rows without a target do not count.', 'Look at the rows with data describe.'],
    });
  return new Map(fields.map(({name}, index) => [name, statistics[index] ?? new ColumnStatistics()]));
}

/** A column that stages give, and the column of the dataset it comes from. */
export interface StagedColumn {
  readonly name: string;
  readonly source: string;
}

/** @returns statistics of columns as the stages leave them; cells whose source is missing count as missing */
export type Observe = (
  stages: readonly Stage[],
  schema: DatasetSchema,
  columns: readonly StagedColumn[],
) => Promise<Map<string, ColumnStatistics>>;

/** Rows that go through the graph at a time, and values of one of their tensors. */
const CHUNK_ROWS = 4096;
const CHUNK_VALUES = 1 << 20;

/**
 * One pass over the rows for each call, through the graph of the stages. In chunks of one size and by one thread: the
 * runtime's Log and Sin differ in the last digit between the vectorized part of a block and its rest, and what is fitted
 * must not depend on how the rows were cut.
 */
export function createObserve(dataset: Dataset, filter: RowFilter | undefined): Observe {
  const {fields} = dataset.schema;
  return async (stages, schema, columns) => {
    const wanted = columns.map(({name, source}) => {
      const staged = schema.fields.find((field) => field.name === name);
      const index = fields.findIndex((field) => field.name === source);
      return {name, stage: staged?.stage ?? null, index, statistics: new ColumnStatistics(staged?.shape)};
    });
    const chunkRows = chunkRowsOf(fields);
    const runner = await StageRunner.open(inputsOf(dataset.schema), stagesOf(wanted, stages), 1);
    try {
      for await (const batch of inChunks(filterRows(dataset, filter, new Ledger()), chunkRows)) {
        const computed = await runner.run(batch);
        for (const {name, stage, index, statistics} of wanted) {
          const column = computed.get(columnKey({name, stage})) ?? [];
          const source = batch.columns[index] ?? [];
          // Nothing fills a tensor.
          const observed = statistics.elements ? column : withoutFilled(column, source);
          statistics.add(observed, batch.rowCount);
        }
      }
    } finally {
      await runner.close();
    }
    return new Map(wanted.map(({name, statistics}) => [name, statistics]));
  };
}

/** Fewer rows where they hold tensors, so that a chunk stays small. By the schema alone, so that it is always the same. */
function chunkRowsOf(fields: readonly Field[]): number {
  const width = Math.max(1, ...fields.map(({shape}) => cellSize(shape)));
  return Math.max(1, Math.min(CHUNK_ROWS, Math.floor(CHUNK_VALUES / width)));
}

/** Statistics from a file are of the columns as they were: what a step makes of them nobody has seen. */
export function refuseToObserve(name: string): Observe {
  return (_stages, _schema, columns) => {
    const shown = columns.map((column) => `'${column.source}'`).join(', ');
    throw prepareError(
      'PREPARE_OPTION',
      `${name} knows column ${shown} only as it was before the last step of its chain.`,
      {
        hints: ['Leave chains of several fitted steps (log1p+standardize) out, or fit on the rows: without --stats.'],
      },
    );
  };
}

async function* inChunks(batches: AsyncIterable<FilteredBatch>, chunkRows: number): AsyncGenerator<Batch> {
  let held: Batch[] = [];
  let rowCount = 0;
  for await (const {batch} of batches) {
    held.push(batch);
    rowCount += batch.rowCount;
    if (rowCount < chunkRows) continue;
    const whole = concatBatches(held);
    let start = 0;
    for (; start + chunkRows <= rowCount; start += chunkRows) yield sliceRows(whole, start, start + chunkRows);
    held = start === rowCount ? [] : [sliceRows(whole, start, rowCount)];
    rowCount -= start;
  }
  if (held.length > 0) yield concatBatches(held);
}

/** A fill is no observation: as when fitting on the raw column, only values that are there count. */
function withoutFilled(column: ColumnData, source: ColumnData): ColumnData {
  const isFilled = (row: number): boolean => isMissing(source[row]);
  return Array.isArray(column)
    ? column.map((cell, row) => (isFilled(row) ? null : cell))
    : column.map((cell, row) => (isFilled(row) ? NaN : cell));
}
