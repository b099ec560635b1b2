// What the values of columns look like: moments, quantiles, frequencies. One pass; results do not depend on how the
// rows were cut into batches.
import type {Batch, ColumnData, DatasetSchema, Field} from './types.js';
import {DistinctSketch} from './distinct-sketch.js';
import {TensorStatistics} from './tensor-statistics.js';
import {QuantileSketch, type Histogram} from './quantiles.js';

/** Distinct values counted one by one; beyond it, how many there are is estimated, and new ones are not counted. */
const MAX_DISTINCT = 100_000;

/**
 * Statistics of one column. Numbers are what is stored (booleans 0/1, datetimes in seconds), text is compared as it is.
 * All but `count` and `missing` speak of the values that are there.
 */
export class ColumnStatistics {
  /** Rows, missing ones included. */
  count = 0;
  missing = 0;
  min = Infinity;
  max = -Infinity;
  /** False once there were more than 100,000 distinct values: then `distinct` is an estimate (standard error 0.8 %). */
  isDistinctExact = true;
  private average = 0;
  private squares = 0;
  private readonly counts = new Map<string | number, number>();
  private readonly sketch = new QuantileSketch();
  /** Of the numbers in the cells of a column of tensors. */
  readonly elements: TensorStatistics | undefined;
  /** Made when there are more distinct values than are counted. */
  private others: DistinctSketch | undefined;

  /**
   * @param shape - of a cell, for a column of tensors: then only counts and {@link elements} mean anything
   * @param channels - names along its last axis
   */
  constructor(shape?: readonly number[], channels?: readonly string[]) {
    if (shape !== undefined) this.elements = new TensorStatistics(shape, channels?.length);
  }

  /** Of a column. */
  static of({shape, parse}: Pick<Field, 'shape' | 'parse'>): ColumnStatistics {
    return new ColumnStatistics(shape, parse.channels);
  }

  /** Values that are there. */
  get present(): number {
    return this.count - this.missing;
  }

  /** NaN without values, and for text. */
  get mean(): number {
    return this.sketch.count === 0 ? NaN : this.average;
  }

  /** Population variance (divided by n). */
  get variance(): number {
    return this.sketch.count === 0 ? NaN : this.squares / this.sketch.count;
  }

  /** Square root of {@link variance}. */
  get deviation(): number {
    return Math.sqrt(this.variance);
  }

  get distinct(): number {
    return this.others ? Math.max(this.counts.size, this.others.estimate()) : this.counts.size;
  }

  /** True when every integer, so that a column may be shown without decimals. */
  get isInteger(): boolean {
    return [...this.counts.keys()].every((value) => Number.isInteger(value));
  }

  /** Value → count, in the order first seen. */
  get frequencies(): ReadonlyMap<string | number, number> {
    return this.counts;
  }

  /** False once quantiles come from a sketch (more than 5 million values; rank error at most 0.1 %). */
  get isQuantileExact(): boolean {
    return this.sketch.isExact;
  }

  add(column: ColumnData, rowCount: number = column.length): void {
    if (this.elements && !Array.isArray(column)) {
      const present = this.elements.add(column, rowCount);
      this.count += rowCount;
      this.missing += rowCount - present;
      return;
    }
    for (let row = 0; row < rowCount; row += 1) this.addValue(column[row] ?? null);
  }

  /** Linear interpolation between the two nearest values, as NumPy does. @param q - 0 to 1 */
  quantile(q: number): number {
    return this.sketch.quantile(q);
  }

  /** How many values lie in each of `bins` equal intervals from the least to the greatest; undefined without numbers. */
  histogram(bins: number): Histogram | undefined {
    return this.sketch.histogram(bins, this.min, this.max);
  }

  /** The most frequent value; of equally frequent ones the smallest. Undefined without values. */
  mode(): string | number | undefined {
    return this.top(1)[0]?.value;
  }

  /** The most frequent values, most frequent first, equal counts in ascending order. */
  top(limit: number): {value: string | number; count: number}[] {
    return [...this.counts]
      .map(([value, count]) => ({value, count}))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, limit);
  }

  /** Takes in the statistics of further rows (shards). Moments by Chan et al., 1979. */
  merge(other: ColumnStatistics): void {
    const own = this.sketch.count;
    const more = other.sketch.count;
    if (more > 0) {
      const delta = other.average - this.average;
      const total = own + more;
      this.average += (delta * more) / total;
      this.squares += other.squares + (delta * delta * own * more) / total;
      this.sketch.merge(other.sketch);
    }
    if (other.elements) this.elements?.merge(other.elements);
    this.count += other.count;
    this.missing += other.missing;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.isDistinctExact &&= other.isDistinctExact;
    for (const [value, count] of other.counts) this.tally(value, count);
    if (other.others) this.sketchOthers().merge(other.others);
  }

  private addValue(value: string | number | null): void {
    this.count += 1;
    if (value === null || Number.isNaN(value)) {
      this.missing += 1;
      return;
    }
    this.tally(value === 0 ? 0 : value, 1);
    if (typeof value === 'string') return;
    this.sketch.add(value);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    // Welford, 1962.
    const delta = value - this.average;
    this.average += delta / this.sketch.count;
    this.squares += delta * (value - this.average);
  }

  private tally(value: string | number, count: number): void {
    const known = this.counts.get(value);
    if (known !== undefined) this.counts.set(value, known + count);
    else if (this.counts.size < MAX_DISTINCT) this.counts.set(value, count);
    else {
      this.isDistinctExact = false;
      this.sketchOthers().add(value);
    }
  }

  private sketchOthers(): DistinctSketch {
    if (this.others) return this.others;
    const sketch = new DistinctSketch();
    for (const value of this.counts.keys()) sketch.add(value);
    this.others = sketch;
    return sketch;
  }
}

/** Statistics of every column, by name, in one pass. @param fields - default: all of the schema's */
export async function collectStatistics(
  schema: DatasetSchema,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  fields: readonly Field[] = schema.fields,
): Promise<Map<string, ColumnStatistics>> {
  const statistics = new Map(fields.map((field) => [field.name, ColumnStatistics.of(field)]));
  const positions = fields.map(({name}) => schema.fields.findIndex((field) => field.name === name));
  for await (const batch of batches)
    fields.forEach(({name}, index) => {
      statistics.get(name)?.add(batch.columns[positions[index] ?? 0] ?? [], batch.rowCount);
    });
  return statistics;
}
