// Which columns of the data are written beside the predictions.
import {makeRawField, type Dataset, type Field} from '../data/index.js';
import {evalError} from './errors.js';

/** Columns of a table that were bound to nothing, and those of a text file that were not even read. */
export function ignoredColumns({ledger}: Dataset, unbound: readonly string[], passed: readonly Passed[]): string[] {
  const unread = ledger.entries.flatMap(({action, column}) =>
    action === 'ignored' && column !== undefined ? [column] : [],
  );
  return [...unbound.filter((name) => !passed.some(({field}) => field.name === name)), ...unread];
}

/** A column of the data that is written beside the predictions. */
export interface Passed {
  /** Position in the schema of the data. */
  readonly index: number;
  readonly field: Field;
}

/** Columns whose role is id, and those named. */
export function passIds({schema: {fields}, name: where}: Dataset, ids: readonly string[]): Passed[] {
  requireColumns(fields, ids, `${where}: --id`);
  return fields.flatMap((field, index) =>
    field.role === 'id' || ids.includes(field.name) ? [{index, field: {...field, role: 'id' as const}}] : [],
  );
}

/** The columns named, in their order, with the kinds and roles they have. */
export function passColumns({schema: {fields}, name: where}: Dataset, columns: readonly string[]): Passed[] {
  requireColumns(fields, columns, `${where}: --columns`);
  return columns.map((name) => {
    const index = fields.findIndex((field) => field.name === name);
    return {index, field: fields[index] ?? makeRawField(name, 'text')};
  });
}

/** @throws IngotError `PREDICT_COLUMN` when one is absent, or prepared: its values would mean nothing to a reader */
function requireColumns(fields: readonly Field[], names: readonly string[], where: string): void {
  const absent = names.find((name) => !fields.some((field) => field.name === name));
  if (absent !== undefined)
    throw evalError('PREDICT_COLUMN', `${where} names the column '${absent}', but there is none.`, {
      hints: [`Columns: ${fields.map(({name}) => name).join(', ')}.`],
    });
  const prepared = fields.find(({name, stage}) => stage !== undefined && names.includes(name));
  if (prepared)
    throw evalError('PREDICT_COLUMN', `${where} names the column '${prepared.name}', which is prepared already.`, {
      hints: ['Give the file as it was before data normalize: the model prepares rows itself.'],
    });
}
