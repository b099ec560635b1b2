// The error of a column that is asked for and is not there.
import {nearest} from '../core/index.js';
import type {Field} from '../data/index.js';
import {prepareError} from './errors.js';

export function unknownColumn(name: string, fields: readonly Field[], where: string): Error {
  const known = fields.map((field) => field.name);
  const near = nearest(name, known);
  return prepareError('COLUMN_MISSING', `${where}: expected a column '${name}', but there is none.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Columns: ${known.join(', ')}.`],
    data: {column: name},
  });
}
