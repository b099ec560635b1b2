// Gathers what metrics need of each batch: labels and probabilities, or targets and predictions.
import type {Tensor} from '../onnx/index.js';
import type {ModelSignature, TargetValues} from '../prepare/index.js';
import {makeClassRows, type ClassRowsOptions} from './class-rows.js';
import type {ScoredRows} from './define.js';

export interface RowCollector {
  add(outputs: Readonly<Record<string, Tensor>>, targets: TargetValues, rows: readonly number[]): void;
  /** @param options - weights of the rows, and how two classes are told apart */
  finish(options: ClassRowsOptions): ScoredRows;
}

/** Name of the output metrics are computed from. */
export function scoredOutput({task}: ModelSignature): string {
  return task === 'classification' ? 'probabilities' : 'prediction';
}

export function createRowCollector(signature: ModelSignature): RowCollector {
  return signature.task === 'classification' ? collectClasses(signature.target.classes ?? []) : collectValues();
}

function collectClasses(classes: readonly string[]): RowCollector {
  const labels: number[] = [];
  const probabilities: Float32Array[] = [];
  const width = classes.length;
  return {
    add({probabilities: tensor}, {values}, rows) {
      const all = tensor?.data as Float32Array;
      const kept = new Float32Array(rows.length * width);
      rows.forEach((row, at) => {
        kept.set(all.subarray(row * width, (row + 1) * width), at * width);
        labels.push(values[row] ?? 0);
      });
      probabilities.push(kept);
    },
    finish(options) {
      const joined = new Float32Array(labels.length * width);
      let offset = 0;
      for (const part of probabilities) {
        joined.set(part, offset);
        offset += part.length;
      }
      return makeClassRows(classes, Int32Array.from(labels), joined, options);
    },
  };
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
