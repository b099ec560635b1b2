// Columns left out: mostly missing, constant, or names of rows.
import {ignoreEvents, type Report} from '../../core/index.js';
import type {ColumnStatistics, Dataset, DatasetSchema, Field} from '../../data/index.js';
import {deriveDataset} from '../derived-dataset.js';
import {isConstant, isIdLike} from '../profile/index.js';

export interface DropColumnOptions {
  /** Features missing in more than this share of the rows. */
  readonly dropMissingColumns?: number | undefined;
  /** Features that are the same, or missing, in every row. */
  readonly dropConstant?: boolean | undefined;
  /** Features that are another in every row; see `isIdLike`. */
  readonly dropIdLike?: boolean | undefined;
  readonly report?: Report | undefined;
}

export function dropsColumns({dropMissingColumns, dropConstant, dropIdLike}: DropColumnOptions): boolean {
  return dropMissingColumns !== undefined || dropConstant === true || dropIdLike === true;
}

/**
 * Column → why it goes. A column that a stage has been fitted over stays, since the stage needs it: that is said.
 *
 * @param statistics - of all rows
 */
export function columnsToDrop(
  {fields, metadata}: DatasetSchema,
  statistics: ReadonlyMap<string, ColumnStatistics>,
  options: DropColumnOptions,
): Map<string, string> {
  const needed = new Set(metadata.stages.flatMap(({columns, outputs}) => [...columns, ...outputs]));
  const {dropMissingColumns, dropConstant, dropIdLike, report = ignoreEvents} = options;
  const found = new Map<string, string>();
  const search = (flag: string, reason: string, test: (field: Field, observed: ColumnStatistics) => boolean): void => {
    const hits = fields.filter((field) => {
      const observed = statistics.get(field.name);
      return field.role === 'feature' && observed !== undefined && observed.count > 0 && test(field, observed);
    });
    for (const {name} of hits)
      if (needed.has(name))
        report({type: 'warning', message: `Column '${name}' stays (${reason}): a stage fitted before needs it.`});
      else if (!found.has(name)) found.set(name, reason);
    if (hits.length === 0) report({type: 'note', message: `--${flag}: there is no such column.`});
  };
  if (dropMissingColumns !== undefined)
    search(
      'drop-missing-columns',
      `missing in more than ${String(100 * dropMissingColumns)} % of the rows`,
      (_field, {missing, count}) => missing > dropMissingColumns * count,
    );
  if (dropConstant === true) search('drop-constant', 'constant column', (_field, observed) => isConstant(observed));
  if (dropIdLike === true) search('drop-id-like', 'id-like column', isIdLike);
  return found;
}

/** The rows without some columns; each is counted once. */
export function dropColumns(dataset: Dataset, reasons: ReadonlyMap<string, string>): Dataset {
  if (reasons.size === 0) return dataset;
  const {fields, metadata} = dataset.schema;
  const kept = fields.flatMap((field, index) => (reasons.has(field.name) ? [] : [{field, index}]));
  const schema = {fields: kept.map(({field}) => field), metadata};
  return deriveDataset(dataset, schema, async function* (ledger) {
    for (const [column, reason] of reasons) ledger.record({action: 'removed', reason, column});
    for await (const batch of dataset.batches()) {
      ledger.keep(batch.rowCount);
      yield {rowCount: batch.rowCount, columns: kept.map(({index}) => batch.columns[index] ?? [])};
    }
  });
}
