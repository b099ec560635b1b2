// Datasets that live in memory, cut into batches as a test likes.
import {
  concatBatches,
  emptyMetadata,
  makeColumn,
  makeRawField,
  sliceRows,
  type Batch,
  type ColumnData,
  type Dataset,
  type DatasetMetadata,
  type DatasetSchema,
  type Kind,
  type LedgerTotals,
  type ParseRule,
  type Role,
} from '../../src/data/index.js';

export interface MemoryColumn {
  readonly name: string;
  readonly kind: Kind;
  readonly role?: Role;
  readonly parse?: ParseRule;
  /** Missing: null. */
  readonly values: readonly (string | number | null)[];
}

export interface MemoryOptions {
  readonly batchRows?: number;
  readonly metadata?: Partial<DatasetMetadata>;
  readonly name?: string;
}

/** A raw dataset of these columns. */
export function memoryDataset(columns: readonly MemoryColumn[], options: MemoryOptions = {}): Dataset {
  const fields = columns.map(({name, kind, role, parse}) => makeRawField(name, kind, role ?? 'feature', parse));
  const rowCount = columns[0]?.values.length ?? 0;
  const data = columns.map(({values}, index): ColumnData => {
    const column = makeColumn(fields[index]!.storage, rowCount);
    values.forEach((value, row) => {
      column[row] = value ?? (Array.isArray(column) ? null : NaN);
    });
    return column;
  });
  const schema = {fields, metadata: {...emptyMetadata(), ...options.metadata}};
  return datasetOf(schema, {rowCount, columns: data}, options);
}

/** A dataset of one batch, given out in pieces. */
export function datasetOf(
  schema: DatasetSchema,
  whole: Batch,
  {batchRows = 3, name = 'rows'}: MemoryOptions = {},
): Dataset {
  const {rowCount} = whole;
  const ledger: LedgerTotals = {rowsRead: rowCount, rowsKept: rowCount, rowsDropped: 0, entries: []};
  return {
    schema,
    name,
    rereadable: true,
    rowCount,
    ledger,
    async *batches() {
      for (let start = 0; start < rowCount; start += batchRows) {
        await Promise.resolve();
        yield sliceRows(whole, start, start + batchRows);
      }
    },
    close: () => Promise.resolve(),
    sources: () => Promise.resolve([{name, sha256: ''}]),
  };
}

/** All rows of a dataset as a dataset in memory: what writing it and opening it again would give. */
export async function inMemory(dataset: Dataset, options: MemoryOptions = {}): Promise<Dataset> {
  return datasetOf(dataset.schema, {...(await readAll(dataset))}, {name: dataset.name, ...options});
}

/** Every row, in one batch. */
export async function readAll(dataset: Dataset): Promise<Batch> {
  const parts: Batch[] = [];
  for await (const batch of dataset.batches()) parts.push(batch);
  if (parts.length > 0) return concatBatches(parts);
  return {rowCount: 0, columns: dataset.schema.fields.map(({storage}) => makeColumn(storage, 0))};
}

/** A column as plain values, missing as null. */
export async function valuesOf(dataset: Dataset, name: string): Promise<(string | number | null)[]> {
  const index = dataset.schema.fields.findIndex((field) => field.name === name);
  const {columns} = await readAll(dataset);
  return Array.from(columns[index] as ArrayLike<string | number | null>, (value) =>
    Number.isNaN(value) ? null : value,
  );
}
