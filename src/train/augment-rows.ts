// Rows changed on the fly: those of each run of steps are computed from the prepared ones as the policy of the file says,
// anew in every epoch. What a row becomes depends on (seed, epoch, row), so a run that is resumed comes to the same bytes.
import {invariant} from '../core/index.js';
import type {AugmentPolicy} from '../data/index.js';
import type {Model} from '../onnx/index.js';
import {createChanger, isForPrepared, readUnits, type ModelSignature, type PreparedData} from '../prepare/index.js';
import type {EngineSteps} from './engine.js';
import {trainError} from './errors.js';
import {gatherTargets, takeRows} from './prepared-feeds.js';
import {planEpoch} from './sampler.js';
import {updateRows, type TrainSettings} from './settings.js';

/** The rows of some steps, changed, and where each step finds its own among them. */
export interface StepRowsGiven {
  readonly rows: PreparedData;
  readonly indices: Int32Array;
}

export type RowSource = (steps: EngineSteps) => StepRowsGiven;

export interface AugmentRequest {
  readonly policy: AugmentPolicy;
  readonly model: Model;
  readonly signature: ModelSignature;
  readonly train: PreparedData;
  readonly settings: TrainSettings & {readonly batchSize: number};
}

/** Whether targets become shares of classes, or means. */
export function mixesRows(policy: AugmentPolicy): boolean {
  return createChanger(policy, [1], {seed: 0, rowCount: 1}).mixes;
}

/** Rows with shares of classes in place of one class each, so that they can be mixed; others stay. */
export function withShares(rows: PreparedData, {target}: ModelSignature): PreparedData {
  const {target: labels, shares, rowCount} = rows;
  const count = target.classes?.length ?? 0;
  if (shares !== undefined || !(labels instanceof Int32Array) || count === 0) return rows;
  const values = new Float32Array(rowCount * count);
  labels.forEach((label, row) => (values[row * count + label] = 1));
  return {...rows, target: values, shares: count};
}

/**
 * @throws IngotError `AUGMENT_MODEL` where the model prepares the column by more than factors and offsets;
 * `TRAIN_OPTION_INVALID` for rows of several columns that are to be mixed
 */
export async function createRowSource(request: AugmentRequest): Promise<RowSource> {
  const {policy, model, signature, train, settings} = request;
  const prepared = isForPrepared(policy) ? train.entry : undefined;
  const units = await readUnits(model, signature, {column: policy.column, prepared});
  const {factor, offset, shape} = units;
  const {sampleRate} = signature.inputs.find(({name}) => name === policy.column)?.parse ?? {};
  const changer = createChanger(policy, shape, {seed: settings.seed, rowCount: train.rowCount, sampleRate});
  if (changer.mixes && train.entry.length > 1)
    throw trainError('TRAIN_OPTION_INVALID', 'Rows are to be mixed on the fly, but they have more than one feature.', {
      hints: [`Leave the others out, or mix normalized rows with data augment --mixup.`],
      data: {column: policy.column},
    });
  const own = train.entry.find(({name}) => name === units.entry);
  invariant(own?.data instanceof Float32Array, 'an entry tensor of the column');
  const {data, width} = own;
  const {stepCount} = planEpoch(train.rowCount, updateRows(settings));
  const load = (row: number): Float32Array => {
    const cell = data.slice(row * width, (row + 1) * width);
    for (let at = 0; at < width; at += 1) cell[at] = ((cell[at] ?? 0) - (offset[at] ?? 0)) / (factor[at] ?? 1);
    return cell;
  };
  return ({firstStep, indices, lengths}) => {
    const epoch = Math.floor((firstStep - 1) / stepCount);
    const batchSize = indices.length / lengths.length;
    const changed = new Float32Array(indices.length * width);
    const rows = gather(train, indices, own.name);
    lengths.forEach((length, step) => {
      for (let place = step * batchSize; place < step * batchSize + length; place += 1) {
        const {cell, parts} = changer.change(indices[place] ?? 0, epoch, load);
        const to = place * width;
        for (let at = 0; at < width; at += 1)
          changed[to + at] = (cell[at] ?? 0) * (factor[at] ?? 1) + (offset[at] ?? 0);
        if (parts.length > 0) mixTarget(rows.target, place, parts, train);
      }
    });
    const entry = rows.entry.map((each) => (each.name === own.name ? {...own, data: changed} : each));
    return {rows: {...rows, entry}, indices: Int32Array.from(indices, (_, place) => place)};
  };
}

/** The rows at some places, but for one entry tensor, which the caller makes. */
function gather(train: PreparedData, indices: Int32Array, except: string): PreparedData {
  return {
    ...train,
    rowCount: indices.length,
    entry: train.entry.map((each) =>
      each.name === except ? each : {...each, data: takeRows(each.data, indices, each.width)},
    ),
    ...gatherTargets(train, indices),
  };
}

function mixTarget(
  target: PreparedData['target'],
  place: number,
  parts: readonly {readonly row: number; readonly share: number}[],
  train: PreparedData,
): void {
  const width = (train.target?.length ?? 0) / train.rowCount;
  if (!(target instanceof Float32Array)) return;
  for (let at = 0; at < width; at += 1)
    target[place * width + at] = parts.reduce(
      (sum, {row, share}) => sum + share * (train.target?.[row * width + at] ?? 0),
      0,
    );
}
