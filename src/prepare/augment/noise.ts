// Noise on the numbers of added rows.
import type {Random} from '../../core/index.js';
import {collectStatistics, type Batch, type ColumnData, type Dataset, type DatasetSchema} from '../../data/index.js';

/** Deviation of the noise for each column: `jitter` deviations of a numeric feature, 0 elsewhere. One pass if any. */
export async function noiseScales(dataset: Dataset, jitter: number): Promise<number[]> {
  const {schema} = dataset;
  const observed = schema.fields.filter(
    ({role, kind, storage}) =>
      jitter > 0 && role === 'feature' && kind === 'numeric' && (storage === 'float64' || storage === 'float32'),
  );
  const statistics = await collectStatistics(schema, observed.length > 0 ? dataset.batches() : [], observed);
  return schema.fields.map(({name}) => {
    const deviation = statistics.get(name)?.deviation ?? 0;
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
