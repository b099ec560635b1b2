// Prepared rows as feeds of a training or evaluation program.
import {invariant} from '../core/index.js';
import {cellSize} from '../data/index.js';
import {losses, type LossDefinition} from '../nn/index.js';
import type {Value} from '../onnx/index.js';
import type {PreparedData} from '../prepare/index.js';
import {trainError} from './errors.js';
import type {DataInput, Feeds, TargetInput} from './program-types.js';
import {requireWeight} from './row-weights.js';

interface Inputs {
  readonly dataInputs: readonly DataInput[];
  readonly targetInput: TargetInput;
  readonly weightInput: string | undefined;
}

/** An entry tensor of a network as something to feed. */
export function toDataInput({name, dtype, shape}: Value): DataInput {
  const dims = (shape ?? []).slice(1);
  invariant(
    dims.length > 0 &&
      dims.every((size) => typeof size === 'number') &&
      (dtype === 'float32' || dtype === 'int32' || dtype === 'int64'),
    `entry tensor '${name}' is [batch, ...dims], its dims known`,
  );
  return {name, dtype, dims};
}

/** Rows `begin … end − 1`; nothing is copied. */
export function feedRows(inputs: Inputs, rows: PreparedData, begin = 0, end = rows.rowCount): Feeds {
  const feeds: Feeds = {};
  for (const {name, dtype, dims} of inputs.dataInputs) {
    const entry = rows.entry.find((block) => block.name === name);
    const width = cellSize(dims);
    invariant(
      entry?.dtype === dtype && entry.width === width,
      `prepared rows have '${name}' [rows, ${dims.join(', ')}]`,
    );
    feeds[name] = {dtype, dims: [end - begin, ...dims], data: entry.data.subarray(begin * width, end * width)};
  }
  const {name, dtype, dims: sizes} = inputs.targetInput;
  invariant(rows.target, 'prepared rows have a target');
  const width = cellSize(sizes);
  const target = rows.target.subarray(begin * width, end * width);
  feeds[name] = {dtype, dims: [end - begin, ...sizes], data: target};
  if (inputs.weightInput !== undefined) {
    invariant(rows.weights, 'prepared rows have weights');
    feeds[inputs.weightInput] = {dtype: 'float32', dims: [end - begin], data: rows.weights.subarray(begin, end)};
  }
  return feeds;
}

/** Some rows of the entry tensors, copied. */
export function gatherRows(dataInputs: readonly DataInput[], rows: PreparedData, indices: Int32Array): Feeds {
  const feeds: Feeds = {};
  for (const {name, dtype, dims} of dataInputs) {
    const width = cellSize(dims);
    const entry = rows.entry.find((block) => block.name === name);
    invariant(entry, `prepared rows have '${name}'`);
    const size = indices.length * width;
    const data = entry.data instanceof Float32Array ? new Float32Array(size) : new Int32Array(size);
    indices.forEach((row, at) => {
      data.set(entry.data.subarray(row * width, (row + 1) * width), at * width);
    });
    feeds[name] = {dtype, dims: [indices.length, ...dims], data};
  }
  return feeds;
}

/** Targets and weights of the rows at some places, copied. */
export function gatherTargets(
  rows: PreparedData,
  indices: Int32Array,
): Pick<PreparedData, 'target' | 'rawTarget' | 'weights'> {
  const {target, weights, rowCount} = rows;
  return {
    target: target && takeRows(target, indices, target.length / rowCount),
    rawTarget: undefined,
    weights: weights && takeRows(weights, indices, 1),
  };
}

/** The rows at some places of `[rows, width]`, copied. */
export function takeRows<T extends Float32Array | Int32Array>(data: T, indices: Int32Array, width: number): T {
  const result = new (data.constructor as new (length: number) => T)(indices.length * width);
  if (width === 1) indices.forEach((row, place) => (result[place] = data[row] ?? 0));
  else
    indices.forEach((row, place) => {
      result.set(data.subarray(row * width, (row + 1) * width), place * width);
    });
  return result;
}

/**
 * Checks that rows can be trained on, before anything starts.
 *
 * @param outputs - width of the logits
 * @param loss - what takes the target
 * @throws IngotError `TRAIN_NO_ROWS`, `TRAIN_TARGET_INVALID`
 */
export function checkRows(
  rows: PreparedData,
  expected: {readonly name: string; readonly loss: LossDefinition; readonly outputs: number},
): void {
  const {name, loss, outputs} = expected;
  if (rows.rowCount === 0)
    throw trainError('TRAIN_NO_ROWS', `${name}: expected rows with a target, but there is none.`, {
      hints: ['Look at the ledger of the file with: ingot data describe FILE.'],
    });
  const {target} = rows;
  if (!target) throw trainError('TRAIN_TARGET_INVALID', `${name}: expected a target column, but there is none.`);
  if (rows.shares !== undefined) checkShares(name, loss);
  else if (loss.targetDtype === 'int32') checkClasses(name, target, Math.max(2, outputs));
  const bad = target instanceof Float32Array ? target.findIndex((value) => !Number.isFinite(value)) : -1;
  if (bad >= 0)
    throw trainError('TRAIN_TARGET_INVALID', `${name}: the target of row ${String(bad + 1)} is no number.`, {
      hints: ['Drop the rows without a target with: ingot data clean.'],
    });
  const below = target.findIndex((value: number) => value < (loss.targetFrom ?? -Infinity));
  if (below >= 0)
    throw trainError(
      'TRAIN_TARGET_INVALID',
      `${name}: the target of row ${String(below + 1)} is ${String(target[below])}, but loss '${loss.name}' expects at ` +
        `least ${String(loss.targetFrom)}.`,
    );
  requireWeight(name, rows.weights);
}

function checkShares(name: string, loss: LossDefinition): void {
  if (loss.takesShares === true) return;
  const takers = losses.values().filter(({takesShares}) => takesShares);
  throw trainError(
    'TRAIN_TARGET_INVALID',
    `${name}: its labels are mixed (data augment --mixup), but loss '${loss.name}' takes one class a row.`,
    {hints: [`Losses that take shares of classes: ${takers.map((each) => each.name).join(', ')}.`]},
  );
}

function checkClasses(name: string, target: Float32Array | Int32Array, count: number): void {
  if (!(target instanceof Int32Array))
    throw trainError('TRAIN_TARGET_INVALID', `${name}: the loss takes classes, but the target is a number.`, {
      hints: ["Choose a regression loss with --loss, or make the target a category with 'data import --kind'."],
    });
  const bad = target.findIndex((value) => value < 0 || value >= count);
  if (bad >= 0)
    throw trainError(
      'TRAIN_TARGET_INVALID',
      `${name}: the target of row ${String(bad + 1)} is none of the ${String(count)} classes of the model.`,
      {hints: ['The classes of a model are those of the file it was made with: model init on this data.']},
    );
}
