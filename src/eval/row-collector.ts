// Gathers what metrics need of each batch: labels and probabilities, or targets and predictions.
import {invariant} from '../core/index.js';
import type {Tensor} from '../onnx/index.js';
import type {ModelSignature, TargetColumn, TargetValues, Task} from '../prepare/index.js';
import {makeClassRows, type ClassRowsOptions} from './class-rows.js';
import type {ScoredRows} from './define.js';
import {makeLabelRows} from './label-rows.js';
import {createTokenMeter, type TokenMeter} from './token-meter.js';

export interface RowCollector {
  add(outputs: Readonly<Record<string, Tensor>>, targets: TargetValues, rows: readonly number[]): Promise<void> | void;
  /** @param options - weights of the rows, and how two classes are told apart */
  finish(options: ClassRowsOptions): ScoredRows;
  /** Tensors of the model that it reads, and that its loss is measured from. */
  readonly outputs: readonly string[];
  /** Mean loss, where it measures that itself. */
  readonly loss?: (weights?: ArrayLike<number>) => number;
  readonly close?: () => Promise<void>;
}

/** Name of the output metrics are computed from. */
export function scoredOutput({task}: ModelSignature): string {
  return task === 'regression' ? 'prediction' : 'probabilities';
}

export async function createRowCollector(signature: ModelSignature): Promise<RowCollector> {
  const {task, target} = signature;
  if (task === 'language-model') return collectTokens(signature, await createTokenMeter(signature));
  const outputs = [scoredOutput(signature), signature.logits];
  return {outputs, ...collectorOf(task, target)};
}

function collectorOf(task: Task, target: TargetColumn): Omit<RowCollector, 'outputs'> {
  if (task === 'regression') return collectValues();
  return task === 'multilabel' ? collectLabels(target.classes ?? []) : collectClasses(target.classes ?? []);
}

/** No probabilities: those of every step would be more numbers than the rows have. */
function collectTokens({logits}: ModelSignature, meter: TokenMeter): RowCollector {
  return {
    outputs: [logits],
    async add({[logits]: tensor}, {values}, rows) {
      invariant(tensor && values instanceof Int32Array, 'logits and tokens');
      await meter.add(tensor, values, rows);
    },
    finish: ({weights}) => meter.rows(weights),
    loss: (weights) => meter.mean(weights),
    close: () => meter.close(),
  };
}

function collectClasses(classes: readonly string[]): Omit<RowCollector, 'outputs'> {
  const labels: number[] = [];
  const probabilities: Float32Array[] = [];
  const width = classes.length;
  return {
    add({probabilities: tensor}, {values}, rows) {
      for (const row of rows) labels.push(values[row] ?? 0);
      probabilities.push(pickRows(tensor?.data as Float32Array, rows, width));
    },
    finish: (options) => makeClassRows(classes, Int32Array.from(labels), joinParts(probabilities), options),
  };
}

function collectLabels(labels: readonly string[]): Omit<RowCollector, 'outputs'> {
  const truths: Float32Array[] = [];
  const probabilities: Float32Array[] = [];
  const width = labels.length;
  return {
    add({probabilities: tensor}, {values}, rows) {
      truths.push(pickRows(values as Float32Array, rows, width));
      probabilities.push(pickRows(tensor?.data as Float32Array, rows, width));
    },
    finish: (options) => makeLabelRows(labels, joinParts(truths), joinParts(probabilities), options),
  };
}

function pickRows(all: Float32Array, rows: readonly number[], width: number): Float32Array {
  const kept = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    kept.set(all.subarray(row * width, (row + 1) * width), at * width);
  });
  return kept;
}

function joinParts(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, {length}) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function collectValues(): Omit<RowCollector, 'outputs'> {
  const targets: number[] = [];
  const predictions: number[] = [];
  return {
    add({prediction}, {raw}, rows) {
      const values = prediction?.data as Float64Array;
      for (const row of rows) {
        targets.push(raw?.[row] ?? NaN);
        predictions.push(values[row] ?? NaN);
      }
    },
    finish: ({weights}) => ({
      task: 'regression',
      targets: Float64Array.from(targets),
      predictions: Float64Array.from(predictions),
      weights,
    }),
  };
}
