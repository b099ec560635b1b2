// Noise on the numbers of added rows.
import type {Random} from '../../core/index.js';
import {
  collectStatistics,
  deviationOf,
  type Batch,
  type ColumnData,
  type Dataset,
  type DatasetSchema,
} from '../../data/index.js';
import {prepareError} from '../errors.js';

/**
 * Deviation of the noise for each column: `jitter` deviations of a numeric feature (of all numbers of a tensor), 0
 * elsewhere. One pass if any.
 *
 * @throws IngotError `PREPARE_OPTION` where no column would get any
 */
export async function noiseScales(dataset: Dataset, jitter: number): Promise<number[]> {
  const {schema} = dataset;
  const observed = schema.fields.filter(
    ({role, kind, storage}) =>
      jitter > 0 &&
      role === 'feature' &&
      (kind === 'numeric' || kind === 'tensor') &&
      (storage === 'float64' || storage === 'float32'),
  );
  if (jitter > 0 && observed.length === 0)
    throw prepareError('PREPARE_OPTION', `--jitter does nothing: ${dataset.name} has no feature of such numbers.`, {
      hints: ['Noise is added to floating-point numbers; normalize tensors of bytes first.'],
    });
  const statistics = await collectStatistics(schema, observed.length > 0 ? dataset.batches() : [], observed);
  return schema.fields.map(({name}) => {
    const observed = statistics.get(name);
    const {elements} = observed ?? {};
    const deviation = elements ? deviationOf(elements.all) : (observed?.deviation ?? 0);
    return Number.isFinite(deviation) ? deviation * jitter : 0;
  });
}

/** Adds noise to rows in their order; a stream of numbers per column, so that batches do not matter. */
export function createNoise(
  {fields}: DatasetSchema,
  scales: readonly number[],
  random: Random,
): (batch: Batch) => Batch {
  const streams = fields.map(({name}) => random.derive(name));
  return (batch) => ({
    rowCount: batch.rowCount,
    columns: batch.columns.map((column, index): ColumnData => {
      const scale = scales[index] ?? 0;
      const stream = streams[index];
      if (scale === 0 || !stream || Array.isArray(column)) return column;
      return column.map((value) => value + stream.normal() * scale);
    }),
  });
}
