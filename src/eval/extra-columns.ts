// Columns that are read beside those of the model: to slice by, to weigh rows, to pass through.
import {nearest} from '../core/index.js';
import {defaultRule, type ColumnRule, type Dataset, type Field, type Kind} from '../data/index.js';
import type {ModelSignature} from '../prepare/index.js';
import {evalError} from './errors.js';

/** Rules for columns the model does not know, so that a text file gives them too. */
export function extraRules(
  names: readonly string[],
  {inputs, target}: ModelSignature,
  kind: Kind,
  role: ColumnRule['role'],
): ColumnRule[] {
  const known = new Set([...inputs.map(({name}) => name), target.name]);
  return [...new Set(names)].filter((name) => !known.has(name)).map((name) => ({name, parse: defaultRule(kind), role}));
}

/** A raw column of the data, by name. @throws IngotError `EVAL_COLUMN` when it is absent or prepared already */
export function rawColumn(
  {schema: {fields}, name: where}: Dataset,
  name: string,
  option: string,
): {readonly index: number; readonly field: Field} {
  const index = fields.findIndex((field) => field.name === name);
  const field = fields[index];
  if (!field) {
    const names = fields.map((each) => each.name);
    const near = nearest(name, names);
    throw evalError('EVAL_COLUMN', `${where}: ${option} names the column '${name}', but there is none.`, {
      hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Columns: ${names.join(', ')}.`],
    });
  }
  if (field.stage !== undefined)
    throw evalError('EVAL_COLUMN', `${where}: ${option} needs raw values, but column '${name}' is prepared already.`, {
      hints: ['Give the file as it was before data normalize: the model prepares rows itself.'],
    });
  return {index, field};
}
