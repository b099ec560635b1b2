// The column of a dataset that says how much each row counts.
import type {Batch, Dataset} from '../data/index.js';
import {prepareError} from './errors.js';

export interface WeightReader {
  readonly column: string;
  /** `[rowCount]`, 0 or more. @throws IngotError `WEIGHT_INVALID` naming the row */
  read(batch: Batch): Float32Array;
}

/**
 * @returns undefined when no column has the role
 * @throws IngotError `WEIGHT_INVALID` when there are several, or it is not numeric
 */
export function createWeightReader({schema, name}: Pick<Dataset, 'schema' | 'name'>): WeightReader | undefined {
  const found = schema.fields.flatMap((field, index) => (field.role === 'weight' ? [{field, index}] : []));
  const [first, second] = found;
  if (!first) return undefined;
  const {field, index} = first;
  if (second)
    throw prepareError(
      'WEIGHT_INVALID',
      `${name}: columns '${field.name}' and '${second.field.name}' both have role weight; a row has one weight.`,
      {hints: [`Import again with --role ${second.field.name}=ignored.`]},
    );
  if (field.storage === 'utf8')
    throw prepareError('WEIGHT_INVALID', `${name}: the weight '${field.name}' is ${field.kind}, expected numbers.`, {
      hints: [`Import again with --kind ${field.name}=numeric.`],
      data: {column: field.name},
    });
  let firstRow = 1;
  return {
    column: field.name,
    read(batch) {
      const weights = Float32Array.from((batch.columns[index] ?? []) as ArrayLike<number>);
      const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
      if (bad >= 0)
        throw prepareError(
          'WEIGHT_INVALID',
          `${name}, row ${String(firstRow + bad)}: expected a weight of at least 0 in '${field.name}', got ` +
            `${Number.isNaN(weights[bad]) ? 'nothing' : String(weights[bad])}.`,
          {
            hints: ['Repair the column, or train with --no-row-weights.'],
            data: {column: field.name, row: firstRow + bad},
          },
        );
      firstRow += batch.rowCount;
      return weights;
    },
  };
}
