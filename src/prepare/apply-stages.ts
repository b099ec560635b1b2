// A dataset with stages applied, streaming.
import {invariant} from '../core/index.js';
import type {Batch, ColumnData, Dataset, DatasetSchema, Ledger, Stage} from '../data/index.js';
import type {Changes} from './clean/count-changes.js';
import {deriveDataset} from './derived-dataset.js';
import {filterRows, type RowFilter} from './row-filters.js';
import {columnKey} from './stage-map.js';
import {schemaAfter, StageRunner, type RunnerInput} from './stage-runner.js';

export interface ApplyOptions {
  /** Rows to leave out, decided before the stages. */
  readonly filter?: RowFilter | undefined;
  /** Changes the schema that comes out (names of columns dropped are left out of the batches). */
  readonly finish?: ((schema: DatasetSchema) => DatasetSchema) | undefined;
  /** Called with the rows kept, before the stages: for counts. */
  readonly watch?: ((batch: Batch, ledger: Ledger, rows: readonly number[]) => void) | undefined;
  /** Called with what the stages made of the rows: for counts. */
  readonly watchAfter?: ((changes: Changes) => void) | undefined;
}

/** Every column of a schema as something stages can start from. */
export function inputsOf({fields}: DatasetSchema): RunnerInput[] {
  return fields.map(({name, stage, storage, shape}, index) => ({name, stage: stage ?? null, index, storage, shape}));
}

/**
 * Applies stages whose sources are columns of the dataset (or outputs of earlier stages in the list).
 */
export function applyStages(dataset: Dataset, stages: readonly Stage[], options: ApplyOptions = {}): Dataset {
  const staged = schemaAfter(dataset.schema, stages);
  const schema = options.finish?.(staged) ?? staged;
  const positions = new Map(dataset.schema.fields.map((field, index) => [field.name, index]));
  return deriveDataset(dataset, schema, async function* (ledger) {
    const runner = await StageRunner.open(inputsOf(dataset.schema), stages);
    try {
      for await (const {batch, rows} of filterRows(dataset, options.filter, ledger)) {
        options.watch?.(batch, ledger, rows);
        const computed = await runner.run(batch);
        const columns = schema.fields.map(({name, stage}): ColumnData => {
          const own = computed.get(columnKey({name, stage: stage ?? null}));
          const column = own ?? batch.columns[positions.get(name) ?? -1];
          invariant(column, `no values for column '${name}'`);
          return column;
        });
        if (options.watchAfter) {
          const after = new Map(schema.fields.map(({name}, index) => [name, columns[index] ?? []]));
          options.watchAfter({before: batch, after, ledger, rows});
        }
        ledger.keep(batch.rowCount);
        yield {rowCount: batch.rowCount, columns};
      }
    } finally {
      await runner.close();
    }
  });
}
