// The account of cells that stages fill.
import type {Batch, DatasetSchema, Ledger, Stage} from '../data/index.js';
import {transformOf} from '../transforms/index.js';
import {isMissing} from './row-filters.js';

/** A function that counts, batch by batch, the missing cells that the imputing stages of the list fill. */
export function countImputed(
  {fields}: DatasetSchema,
  stages: readonly Stage[],
): (batch: Batch, ledger: Ledger, rows: readonly number[]) => void {
  const watched = stages
    .filter((stage) => transformOf(stage).fillsMissing && (stage.storage === 'float64' || stage.storage === 'utf8'))
    .flatMap(({columns, options}) =>
      columns.map((name) => ({
        name,
        index: fields.findIndex((field) => field.name === name),
        reason: `missing, set to the ${(options as {strategy?: string}).strategy ?? 'fill'}`,
      })),
    );
  return (batch, ledger, rows) => {
    for (const {name, index, reason} of watched) {
      const column = batch.columns[index] ?? [];
      const filled = rows.filter((_, at) => isMissing(column[at]));
      ledger.recordRows({action: 'imputed', reason, column: name}, filled);
    }
  };
}
