// What the values of columns look like: moments, quantiles, frequencies. One pass; results do not depend on how the
// rows were cut into batches.
import type {Histogram} from './histogram.js';
import {QuantileSketch, type SketchState} from './quantile-sketch.js';
import {TensorStatistics, type Moments} from './tensor-statistics.js';
import {dictionaryOf} from './text-dictionary.js';
import type {Batch, ColumnData, DatasetSchema, Field, NumberColumn} from './types.js';
import {ValueCounts} from './value-counts.js';

/** Distinct values counted one by one; beyond it, how many there are is estimated, and new ones are not counted. */
const MAX_DISTINCT = 100_000;

/** Numbers kept for exact quantiles, over all columns of a pass: 256 MiB. */
const EXACT_BUDGET = 1 << 25;
const [LEAST_EXACT, MOST_EXACT] = [1 << 13, 1 << 20];

/** How many numbers each of so many columns may keep. The fewer they are, the longer their quantiles are exact. */
export function exactValuesFor(columns: number): number {
  return Math.min(MOST_EXACT, Math.max(LEAST_EXACT, Math.floor(EXACT_BUDGET / Math.max(1, columns))));
}

export interface StatisticsOptions {
  /** False: how often each number occurs is not asked for, which takes most of the time. Texts are always counted. */
  readonly countNumbers?: boolean | undefined;
  /** Numbers kept before quantiles come from a sketch; default 131,072. */
  readonly exactValues?: number | undefined;
  /** Of a column of tensors: names along its last axis. */
  readonly channels?: readonly string[] | undefined;
}

/** What a column's statistics are in a file, beside what is computed from them. Numbers are those of JSON, exactly. */
export interface StatisticsState {
  readonly count: number;
  readonly missing: number;
  readonly mean: number;
  /** Σ (x − mean)² */
  readonly squares: number;
  readonly sketch: SketchState;
  /** Values and their counts, in the order first seen. */
  readonly values: readonly (string | number)[];
  readonly counts: readonly number[];
  /** Base64 of the registers of the estimate, where there are more values than are counted. */
  readonly registers?: string;
  /** Moments of each channel, for a column of tensors; bounds are null without numbers. */
  readonly channels?: readonly Readonly<Record<keyof Moments, number | null>>[];
}

/** So few texts are not worth a dictionary. */
const FEW_ROWS = 64;

/** Of numbers that are too many to be counted, so many of the commonest are written. */
const WRITTEN_NUMBERS = 1000;

/**
 * Statistics of one column. Numbers are what is stored (booleans 0/1, datetimes in seconds), text is compared as it is.
 * All but `count` and `missing` speak of the values that are there.
 */
export class ColumnStatistics {
  /** Rows, missing ones included. */
  count = 0;
  missing = 0;
  private average = 0;
  private squares = 0;
  private readonly counts = new ValueCounts(MAX_DISTINCT);
  private sketch: QuantileSketch;
  /** Of the numbers in the cells of a column of tensors. */
  readonly elements: TensorStatistics | undefined;
  private readonly countsNumbers: boolean;
  /** The counts as a Map, as the last question left it; gone with the next value. */
  private known: Map<string | number, number> | undefined;

  /**
   * @param shape - of a cell, for a column of tensors: then only counts and {@link elements} mean anything
   * @param options - `channels`: names along its last axis
   */
  constructor(shape?: readonly number[], {countNumbers = true, exactValues, channels}: StatisticsOptions = {}) {
    if (shape !== undefined) this.elements = new TensorStatistics(shape, channels?.length);
    this.countsNumbers = countNumbers;
    this.sketch = new QuantileSketch({exactValues});
  }

  /** Of a column. */
  static of({shape, parse}: Pick<Field, 'shape' | 'parse'>, options: StatisticsOptions = {}): ColumnStatistics {
    return new ColumnStatistics(shape, {...options, channels: parse.channels});
  }

  /** Values that are there. */
  get present(): number {
    return this.count - this.missing;
  }

  /** Infinity without numbers. */
  get min(): number {
    return this.sketch.min;
  }

  /** −Infinity without numbers. */
  get max(): number {
    return this.sketch.max;
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
    return this.counts.distinct;
  }

  /** False once there were more than 100,000 distinct values: then `distinct` is an estimate (standard error 0.8 %). */
  get isDistinctExact(): boolean {
    return this.counts.isExact;
  }

  /** True when every integer, so that a column may be shown without decimals. */
  get isInteger(): boolean {
    return [...this.frequencies.keys()].every((value) => Number.isInteger(value));
  }

  /** Value → count, in the order first seen. */
  get frequencies(): ReadonlyMap<string | number, number> {
    return (this.known ??= this.counts.entries());
  }

  /** False once quantiles come from a sketch (more than 131,072 values, or as many as were asked for). */
  get isQuantileExact(): boolean {
    return this.sketch.isExact;
  }

  /** How far the rank of a quantile may be off, as a share; 0 while exact. See `QuantileSketch`. */
  get rankError(): number {
    return this.sketch.rankError;
  }

  add(column: ColumnData, rowCount: number = column.length): void {
    this.known = undefined;
    this.count += rowCount;
    if (this.elements && !Array.isArray(column)) this.missing += rowCount - this.elements.add(column, rowCount);
    else if (!Array.isArray(column)) this.missing += rowCount - this.addNumbers(column, rowCount);
    else if (holdsNumbers(column)) this.missing += rowCount - this.addNumbers(toNumbers(column), rowCount);
    else this.missing += rowCount - this.addTexts(column, rowCount);
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
    return [...this.frequencies]
      .map(([value, count]) => ({value, count}))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, limit);
  }

  /** Takes in the statistics of further rows (shards). Moments by Chan et al., 1979. */
  merge(other: ColumnStatistics): void {
    this.known = undefined;
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
    this.counts.merge(other.counts);
  }

  toJSON(): StatisticsState {
    const {registers} = this.counts;
    const isCut = registers !== undefined && this.sketch.count > 0;
    const written = isCut ? this.top(WRITTEN_NUMBERS) : [...this.frequencies].map(([value, count]) => ({value, count}));
    return {
      count: this.count,
      missing: this.missing,
      mean: this.average,
      squares: this.squares,
      sketch: this.sketch.toJSON(),
      values: written.map(({value}) => value),
      counts: written.map(({count}) => count),
      ...(registers ? {registers: Buffer.from(registers).toString('base64')} : {}),
      ...(this.elements ? {channels: this.elements.toJSON()} : {}),
    };
  }

  /** @throws Error where the state is of no column's statistics */
  static from(state: StatisticsState, field: Pick<Field, 'shape' | 'parse'>): ColumnStatistics {
    const {sketch, count, missing, mean, squares, values, counts, registers, channels} = state;
    const statistics = ColumnStatistics.of(field);
    statistics.sketch = QuantileSketch.from(sketch);
    if (values.length !== counts.length || !(count >= missing)) throw new Error('the counts do not fit together');
    statistics.count = count;
    statistics.missing = missing;
    statistics.average = mean;
    statistics.squares = squares;
    values.forEach((value, at) => {
      if (typeof value === 'string') statistics.counts.addText(value, counts[at]);
      else statistics.counts.addNumber(value, counts[at]);
    });
    if (registers !== undefined) statistics.counts.mergeRegisters(Buffer.from(registers, 'base64'));
    statistics.elements?.load(channels ?? []);
    return statistics;
  }

  /** @returns rows that have a value */
  private addNumbers(column: NumberColumn, rowCount: number): number {
    const present = new Float64Array(rowCount);
    let length = 0;
    let count = this.sketch.count;
    let {average, squares} = this;
    for (let row = 0; row < rowCount; row += 1) {
      const value = column[row] ?? NaN;
      if (value !== value) continue;
      present[length] = value;
      length += 1;
      // Welford, 1962.
      count += 1;
      const delta = value - average;
      average += delta / count;
      squares += delta * (value - average);
    }
    this.average = average;
    this.squares = squares;
    this.sketch.addAll(present, length);
    if (this.countsNumbers) for (let at = 0; at < length; at += 1) this.counts.addNumber((present[at] ?? 0) + 0);
    return length;
  }

  /** @returns rows that have a value */
  private addTexts(column: readonly (string | null)[], rowCount: number): number {
    const dictionary = rowCount < FEW_ROWS ? undefined : dictionaryOf(column);
    if (dictionary) return this.counts.addDictionary(dictionary, rowCount);
    let present = 0;
    for (let row = 0; row < rowCount; row += 1) {
      const text = column[row] ?? null;
      if (text === null) continue;
      this.counts.addText(text);
      present += 1;
    }
    return present;
  }
}

/** Numbers in a plain list, as one holds them who has no typed array. */
function holdsNumbers(column: readonly unknown[]): boolean {
  return typeof column.find((value) => value !== null) === 'number';
}

function toNumbers(column: readonly unknown[]): Float64Array {
  return Float64Array.from(column, (value) => (typeof value === 'number' ? value : NaN));
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
