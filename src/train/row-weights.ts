// How much each row counts in the loss: by a column of the data, by its class, or by both multiplied.
import {nearest} from '../core/index.js';
import {PADDING_TOKEN} from '../data/index.js';
import type {ModelSignature, PreparedData} from '../prepare/index.js';
import {trainError} from './errors.js';

/** A class's name and the weight of its rows; `balanced`: every class has the same weight in total. */
export type ClassWeights = 'balanced' | Readonly<Record<string, number>>;

/** @throws IngotError `TRAIN_OPTION_INVALID` */
export function checkClassWeights(weights: ClassWeights): void {
  if (weights === 'balanced') return;
  const bad = Object.entries(weights).find(([, weight]) => !(Number.isFinite(weight) && weight > 0));
  if (bad)
    throw trainError(
      'TRAIN_OPTION_INVALID',
      `--class-weight expects a number above 0 for class '${bad[0]}', got ${JSON.stringify(bad[1])}.`,
    );
}

/**
 * The weight of each class, in the order of the model's classes.
 *
 * `balanced`: n / (C · n_c), with rows counted by their own weights. Classes that are not named weigh 1, and so does one
 * without rows. @see King, Zeng, Logistic Regression in Rare Events Data (2001)
 *
 * @throws IngotError `TRAIN_OPTION_INVALID` for a regression and for a class the model does not know
 */
export function weighClasses(
  weights: ClassWeights,
  {task, target}: Pick<ModelSignature, 'task' | 'target'>,
  rows: Pick<PreparedData, 'target' | 'weights'> & {readonly shares?: number | undefined},
): Float64Array {
  const {classes = []} = target;
  const labels = rows.shares === undefined ? rows.target : new Int32Array();
  if (task !== 'classification' || !(labels instanceof Int32Array))
    throw trainError('TRAIN_OPTION_INVALID', `--class-weight is for classes, but this model is for ${task}.`, {
      hints: ['Give rows a weight with a column of role weight: ingot data import … --role COLUMN=weight.'],
    });
  if (weights !== 'balanced') {
    for (const name of Object.keys(weights)) if (!classes.includes(name)) throw unknownClass(name, target);
    return Float64Array.from(classes, (name) => weights[name] ?? 1);
  }
  const totals = new Float64Array(classes.length);
  const rowCount = (rows.target?.length ?? 0) / (rows.shares ?? 1);
  for (let row = 0; row < rowCount; row += 1)
    sharesOf(rows, row, (label, share) => {
      totals[label] = (totals[label] ?? 0) + share * (rows.weights?.[row] ?? 1);
    });
  const all = totals.reduce((sum, total) => sum + total, 0);
  return totals.map((total) => (total > 0 ? all / (classes.length * total) : 1));
}

function unknownClass(name: string, {name: column, classes = []}: ModelSignature['target']): Error {
  const near = nearest(name, classes);
  return trainError('TRAIN_OPTION_INVALID', `--class-weight names '${name}', which is no class of '${column}'.`, {
    hints: [
      ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
      `Classes: ${classes.slice(0, 20).join(', ')}${classes.length > 20 ? ', …' : ''}.`,
    ],
    data: {class: name, column},
  });
}

/** What a row counts for each class: 1 for its own, or its shares where labels are mixed. */
function sharesOf(
  {target, shares}: Pick<PreparedData, 'target'> & {readonly shares?: number | undefined},
  row: number,
  visit: (label: number, share: number) => void,
): void {
  if (shares === undefined) visit(target?.[row] ?? 0, 1);
  else for (let label = 0; label < shares; label += 1) visit(label, target?.[row * shares + label] ?? 0);
}

/** The rows with each weight multiplied by that of its class; of mixed labels by the mean over the shares. */
export function withClassWeights(rows: PreparedData, classWeights: Float64Array): PreparedData {
  const {rowCount, weights} = rows;
  const combined = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    let weight = 0;
    sharesOf(rows, row, (label, share) => {
      weight += share * (classWeights[label] ?? 1);
    });
    combined[row] = (weights?.[row] ?? 1) * weight;
  }
  return {...rows, weights: combined};
}

/**
 * Sum of the weights of all rows.
 *
 * @throws IngotError `TRAIN_NO_ROWS` when no row counts
 */
export function requireWeight(name: string, weights: Float32Array | undefined): void {
  if (weights?.every((weight) => weight === 0) === true)
    throw trainError('TRAIN_NO_ROWS', `${name}: expected rows that count, but all have weight 0.`, {
      hints: ['Look at the column of weights, or leave it out with --no-row-weights.'],
    });
}

/** The sum of the row weights of each step. @param indices - `[steps · batchSize]` */
export function totalsOfSteps(
  {indices, lengths}: {readonly indices: Int32Array; readonly lengths: readonly number[]},
  batchSize: number,
  weights: Float32Array | undefined,
): readonly number[] {
  if (!weights) return lengths;
  return lengths.map((length, step) => sumOf(indices.subarray(step * batchSize, step * batchSize + length), weights));
}

function sumOf(rows: Int32Array, weights: Float32Array): number {
  let sum = 0;
  for (const row of rows) sum += weights[row] ?? 0;
  return sum;
}

/** What all rows count together: their number where they are not weighted. */
export function totalWeight({rowCount, weights}: Pick<PreparedData, 'rowCount' | 'weights'>): number {
  return weights ? weights.reduce((sum, weight) => sum + weight, 0) : rowCount;
}

/** Rows of several targets count by the share of these that are there: padding is none. */
export function withTokenShares(rows: PreparedData): PreparedData {
  const {target, targetsPerRow: steps, rowCount} = rows;
  if (!target?.includes(PADDING_TOKEN)) return rows;
  const weights = new Float32Array(rowCount);
  for (let at = 0; at < target.length; at += 1)
    if (target[at] !== PADDING_TOKEN) weights[Math.floor(at / steps)] = (weights[Math.floor(at / steps)] ?? 0) + 1;
  return {...rows, weights: weights.map((count) => count / steps)};
}
