// Gathers what metrics need of each batch: labels and probabilities, or targets and predictions.
import type {Tensor} from '../onnx/index.js';
import type {ModelSignature, TargetValues} from '../prepare/index.js';
import {makeClassRows, type ClassRowsOptions} from './class-rows.js';
import type {ScoredRows} from './define.js';
import {makeLabelRows} from './label-rows.js';

export interface RowCollector {
  add(outputs: Readonly<Record<string, Tensor>>, targets: TargetValues, rows: readonly number[]): void;
  /** @param options - weights of the rows, and how two classes are told apart */
  finish(options: ClassRowsOptions): ScoredRows;
}

/** Name of the output metrics are computed from. */
export function scoredOutput({task}: ModelSignature): string {
  return task === 'regression' ? 'prediction' : 'probabilities';
}

export function createRowCollector(signature: ModelSignature): RowCollector {
  const {task, target} = signature;
  if (task === 'regression') return collectValues();
  return task === 'multilabel' ? collectLabels(target.classes ?? []) : collectClasses(target.classes ?? []);
}

function collectClasses(classes: readonly string[]): RowCollector {
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

function collectLabels(labels: readonly string[]): RowCollector {
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

function collectValues(): RowCollector {
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
