// New rows of a class between rows of it that lie near each other.
import type {Random} from '../../core/index.js';
import {
  concatBatches,
  takeRows,
  type Batch,
  type ColumnData,
  type Dataset,
  type DatasetSchema,
} from '../../data/index.js';
import type {ClassRows} from './classes.js';
import {prepareError} from '../errors.js';
import {isReady} from '../ready.js';
import {notPrepared} from '../stage-graph.js';

/** Rows given at a time. */
const CHUNK_ROWS = 4096;

interface FeatureColumns {
  /** Positions of numbers, which are interpolated. */
  readonly numbers: readonly number[];
  /** Positions of codes and of 0/1 columns, which are taken from one of the two rows. */
  readonly choices: readonly number[];
}

/** @throws IngotError `NOT_PREPARED` when a feature is raw: distances between unscaled columns mean nothing */
export function preparedFeatures({fields}: DatasetSchema): FeatureColumns {
  const features = fields.map((field, index) => ({...field, index})).filter(({role}) => role === 'feature');
  const raw = features.filter((field) => !isReady(field));
  if (raw.length > 0) throw notPrepared(raw.map(({name}) => name));
  const isNumber = ({storage, kind}: (typeof features)[number]): boolean => storage === 'float32' && kind !== 'boolean';
  return {
    numbers: features.filter(isNumber).map(({index}) => index),
    choices: features.filter((field) => !isNumber(field)).map(({index}) => index),
  };
}

/**
 * What SMOTE works on.
 *
 * @throws IngotError as {@link preparedFeatures}; `PREPARE_OPTION` for a feature that holds tensors
 */
export function smoteFeatures(schema: DatasetSchema): FeatureColumns {
  const features = preparedFeatures(schema);
  const tensor = schema.fields.find(({role, shape}) => role === 'feature' && shape !== undefined);
  if (!tensor) return features;
  throw prepareError('PREPARE_OPTION', `--smote is for columns of numbers, but '${tensor.name}' holds tensors.`, {
    hints: ['Use --balance, which repeats rows, or --mixup.'],
    data: {column: tensor.name},
  });
}

export interface SmoteOptions {
  /** For each row of the dataset, how many synthetic rows start from it. */
  readonly extra: Uint32Array;
  /** How many nearest rows of the class are candidates. */
  readonly neighbours: number;
  readonly random: Random;
}

/**
 * Synthetic rows (SMOTE): for each, a row of the class, one of its nearest rows in the class by lot, and a random point u
 * of the way between. Numbers are interpolated; codes, 0/1 columns and everything that is no feature come from the
 * nearer of the two. Distances are Euclidean over numbers, with 1, about a prepared
 * column's deviation, for each code that differs.
 *
 * Holds the rows of the classes that grow in memory; time grows with the square of a class.
 *
 * @see Chawla, Bowyer, Hall, Kegelmeyer, SMOTE: Synthetic Minority Over-sampling Technique (2002), §4.2 and §6.1
 */
export async function* syntheticRows(
  dataset: Dataset,
  {groups}: ClassRows,
  {extra, neighbours, random}: SmoteOptions,
): AsyncGenerator<Batch> {
  const features = smoteFeatures(dataset.schema);
  for (const [label, rows] of groups) {
    if (!rows.some((row) => (extra[row] ?? 0) > 0)) continue;
    const own = await readRows(dataset, rows);
    const lot = random.derive(label);
    const points: Point[] = [];
    for (const [at, row] of rows.entries()) {
      const count = extra[row] ?? 0;
      if (count === 0) continue;
      const near = nearestRows(own, at, {features, count: neighbours});
      for (let n = 0; n < count; n += 1)
        points.push({from: at, to: near[lot.integer(near.length)] ?? at, way: lot.uniform()});
    }
    for (let start = 0; start < points.length; start += CHUNK_ROWS)
      yield between(own, points.slice(start, start + CHUNK_ROWS), features);
  }
}

async function readRows(dataset: Dataset, rows: readonly number[]): Promise<Batch> {
  const parts: Batch[] = [];
  let first = 0;
  let next = 0;
  for await (const batch of dataset.batches()) {
    const kept: number[] = [];
    for (; next < rows.length && (rows[next] ?? 0) < first + batch.rowCount; next += 1)
      kept.push((rows[next] ?? 0) - first);
    first += batch.rowCount;
    if (kept.length > 0) parts.push(takeRows(batch, kept));
  }
  return concatBatches(parts);
}

/** The `count` rows nearest to row `at`, nearest first, earlier rows on ties; fewer in a small class. */
function nearestRows(
  {rowCount, columns}: Batch,
  at: number,
  {features, count}: {features: FeatureColumns; count: number},
): number[] {
  const distances = new Float64Array(rowCount);
  for (const index of features.numbers) {
    const column = (columns[index] ?? []) as Float32Array;
    const own = column[at] ?? NaN;
    for (let row = 0; row < rowCount; row += 1) {
      const other = column[row] ?? NaN;
      const step = other - own;
      // A value that only one of two rows has counts as a difference of a deviation.
      const square = Number.isNaN(step) ? Number(Number.isNaN(own) !== Number.isNaN(other)) : step * step;
      distances[row] = (distances[row] ?? 0) + square;
    }
  }
  for (const index of features.choices) {
    const column = columns[index] ?? [];
    for (let row = 0; row < rowCount; row += 1)
      if (column[row] !== column[at]) distances[row] = (distances[row] ?? 0) + 1;
  }
  const nearest: number[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    const distance = distances[row] ?? 0;
    if (row === at || (nearest.length === count && distance >= (distances[nearest.at(-1) ?? 0] ?? 0))) continue;
    let place = nearest.length;
    while (place > 0 && (distances[nearest[place - 1] ?? 0] ?? 0) > distance) place -= 1;
    nearest.splice(place, 0, row);
    if (nearest.length > count) nearest.pop();
  }
  return nearest;
}

interface Point {
  readonly from: number;
  readonly to: number;
  /** 0 at `from`, 1 at `to`. */
  readonly way: number;
}

function between(own: Batch, points: readonly Point[], {numbers}: FeatureColumns): Batch {
  const nearer = points.map(({from, to, way}) => (way < 0.5 ? from : to));
  const {columns, rowCount} = takeRows(own, nearer);
  const moved = columns.map((column, index): ColumnData => {
    if (!numbers.includes(index)) return column;
    const values = (own.columns[index] ?? []) as Float32Array;
    return Float32Array.from(points, ({from, to, way}, row) => {
      const value = (values[from] ?? NaN) + way * ((values[to] ?? NaN) - (values[from] ?? NaN));
      return Number.isNaN(value) ? Number(column[row]) : value;
    });
  });
  return {rowCount, columns: moved};
}
