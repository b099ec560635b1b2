// How well one column alone predicts the target, out of its own sample: a table of the target by intervals (or values),
// in five parts each predicted from the others. Unlike a correlation it sees any shape, and ids gain nothing by it.
import {isMissing} from '../row-filters.js';
import {areaUnderCurve} from './association.js';
import {codesOf} from './relate.js';

const FOLDS = 5;
const INTERVALS = 20;
const MIN_ROWS = 50;
const MAX_CLASSES = 100;
/** A row's weight for the mean of all: tables of few rows are drawn towards it. */
const PRIOR = 1;

export interface Prediction {
  /** `auc` (two classes), `accuracy-gain`: share of the majority guess's errors that it avoids (more classes), `r2`. */
  readonly measure: 'auc' | 'accuracy-gain' | 'r2';
  readonly value: number;
  /** From 0 (nothing) to 1: 2·AUC − 1, the gain, or √R². */
  readonly strength: number;
  readonly rows: number;
}

export interface Table {
  /** Interval or value of each row, 0 … count − 1. */
  readonly bins: Uint32Array;
  readonly count: number;
  /** Part of each row, 0 … 4. */
  readonly folds: Uint8Array;
}

type Column = Float64Array | (string | null)[];

/** @returns undefined where there are too few rows, or the target is one value, or of more than 100 classes */
export function predictAlone(feature: Column, target: Column, isClass: boolean): Prediction | undefined {
  const rows: number[] = [];
  for (let row = 0; row < target.length; row += 1) if (!isMissing(target[row])) rows.push(row);
  if (rows.length < MIN_ROWS) return undefined;
  const table = {...binsOf(rows.map((row) => feature[row] ?? null)), folds: foldsOf(rows.length)};
  if (!isClass)
    return predictNumber(
      table,
      Float64Array.from(rows, (row) => Number(target[row])),
    );
  const classes = codesOf(rows.map((row) => target[row] ?? ''));
  if (!classes || classes.count < 2 || classes.count > MAX_CLASSES) return undefined;
  return classes.count === 2 ? predictClass(table, classes.codes) : ofMany(table, classes.codes, classes.count);
}

/** Parts by a hash of the row, as rows are often in an order. */
export function foldsOf(count: number): Uint8Array {
  return Uint8Array.from({length: count}, (_, row) => {
    const h = Math.imul(row + 1, 0x9e3779b1);
    return (Math.imul(h ^ (h >>> 15), 0x85ebca6b) >>> 8) % FOLDS;
  });
}

/** Twenty intervals with as many rows each, as far as equal values allow; each value of a text. Bin 0 holds missing cells. */
export function binsOf(values: readonly (string | number | null)[]): Pick<Table, 'bins' | 'count'> {
  if (values.some((value) => typeof value === 'string')) {
    const codes = new Map<string | number | null, number>();
    for (const value of values) if (!isMissing(value) && !codes.has(value)) codes.set(value, codes.size + 1);
    return {bins: Uint32Array.from(values, (value) => codes.get(value) ?? 0), count: codes.size + 1};
  }
  const sorted = Float64Array.from(values.filter((value) => !isMissing(value)) as number[]).sort();
  const cuts = Array.from(
    {length: INTERVALS - 1},
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / INTERVALS)],
  );
  const edges = [...new Set(cuts)].filter((edge) => edge !== undefined);
  const bins = Uint32Array.from(values, (value) =>
    isMissing(value) ? 0 : 1 + edges.filter((edge) => (value as number) >= edge).length,
  );
  return {bins, count: edges.length + 2};
}

/** For each row the mean of the target in its bin over the other parts, drawn towards the mean of all by one row. */
export function outOfFoldMeans({bins, count, folds}: Table, target: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(count * FOLDS);
  const sizes = new Float64Array(count * FOLDS);
  const [allSums, allSizes] = [new Float64Array(FOLDS), new Float64Array(FOLDS)];
  const [binSums, binSizes] = [new Float64Array(count), new Float64Array(count)];
  let [sum, size] = [0, 0];
  const add = (into: Float64Array, at: number, value: number): unknown => (into[at] = (into[at] ?? 0) + value);
  bins.forEach((bin, row) => {
    const [fold, value] = [folds[row] ?? 0, target[row] ?? 0];
    for (const [into, at] of [[sums, bin * FOLDS + fold], [allSums, fold], [binSums, bin]] as const) add(into, at, value); // prettier-ignore
    for (const [into, at] of [[sizes, bin * FOLDS + fold], [allSizes, fold], [binSizes, bin]] as const) add(into, at, 1); // prettier-ignore
    sum += value;
    size += 1;
  });
  return Float64Array.from(bins, (bin, row) => {
    const fold = folds[row] ?? 0;
    const mean = (sum - (allSums[fold] ?? 0)) / Math.max(1, size - (allSizes[fold] ?? 0));
    const own = bin * FOLDS + fold;
    const others = (binSizes[bin] ?? 0) - (sizes[own] ?? 0);
    return ((binSums[bin] ?? 0) - (sums[own] ?? 0) + PRIOR * mean) / (others + PRIOR);
  });
}

export function predictClass(table: Table, codes: Uint32Array): Prediction | undefined {
  const value = areaUnderCurve(outOfFoldMeans(table, codes), Uint8Array.from(codes));
  return checked({measure: 'auc', value, strength: Math.max(0, 2 * value - 1), rows: codes.length});
}

export function predictNumber(table: Table, target: Float64Array): Prediction | undefined {
  const predicted = outOfFoldMeans(table, target);
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  let [error, total] = [0, 0];
  target.forEach((value, row) => {
    error += (value - (predicted[row] ?? 0)) ** 2;
    total += (value - mean) ** 2;
  });
  const value = 1 - error / total;
  return checked({measure: 'r2', value, strength: Math.sqrt(Math.max(0, value)), rows: target.length});
}

function ofMany(table: Table, codes: Uint32Array, classes: number): Prediction | undefined {
  const best = {score: new Float64Array(codes.length).fill(-1), of: new Uint32Array(codes.length)};
  const counts = new Float64Array(classes);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  for (let code = 0; code < classes; code += 1) {
    const share = outOfFoldMeans(
      table,
      Uint8Array.from(codes, (each) => (each === code ? 1 : 0)),
    );
    share.forEach((score, row) => {
      if (score <= (best.score[row] ?? 0)) return;
      best.score[row] = score;
      best.of[row] = code;
    });
  }
  const right = codes.reduce((sum, code, row) => sum + (best.of[row] === code ? 1 : 0), 0);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const value = (right - most) / (codes.length - most);
  return checked({measure: 'accuracy-gain', value, strength: Math.max(0, value), rows: codes.length});
}

function checked(prediction: Prediction): Prediction | undefined {
  return Number.isFinite(prediction.value) ? prediction : undefined;
}
