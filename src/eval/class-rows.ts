// Rows of a classifier with the predicted class worked out once for all metrics.
import type {ClassRows} from './define.js';

/**
 * @param labels - `[N]` index of the true class
 * @param probabilities - `[N, C]` row-major
 */
export function makeClassRows(
  classes: readonly string[],
  labels: Int32Array,
  probabilities: Float32Array | Float64Array,
): ClassRows {
  const classCount = classes.length;
  const predicted = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row += 1) {
    let best = 0;
    for (let index = 1; index < classCount; index += 1)
      if (at(probabilities, row * classCount + index) > at(probabilities, row * classCount + best)) best = index;
    predicted[row] = best;
  }
  return {task: 'classification', classes, labels, predicted, probabilities};
}

/** An element known to exist. */
export function at(data: ArrayLike<number>, index: number): number {
  return data[index] ?? NaN;
}
