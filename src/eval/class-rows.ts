// Rows of a classifier with the predicted class worked out once for all metrics; rows taken out of others.
import type {ClassRows, ScoredRows} from './define.js';

/** How two classes are told apart. Rows of more classes are always given the most probable one. */
export interface Decision {
  /** Index of the positive class; default 1. */
  readonly positive?: number | undefined;
  /** A row is positive from this probability of the positive class on; default: the most probable class is taken. */
  readonly threshold?: number | undefined;
}

export interface ClassRowsOptions extends Decision {
  /** `[N]` */
  readonly weights?: Float64Array | undefined;
}

/**
 * @param labels - `[N]` index of the true class
 * @param probabilities - `[N, C]` row-major
 */
export function makeClassRows(
  classes: readonly string[],
  labels: Int32Array,
  probabilities: Float32Array | Float64Array,
  {positive = 1, threshold, weights}: ClassRowsOptions = {},
): ClassRows {
  const width = classes.length;
  const predicted = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row += 1)
    predicted[row] =
      threshold === undefined
        ? mostProbable(probabilities, row, width)
        : decide(at(probabilities, row * width + positive), {positive, threshold});
  return {task: 'classification', classes, labels, predicted, probabilities, positive, weights};
}

/** Index of the most probable class of a row; ties go to the first. */
function mostProbable(probabilities: ArrayLike<number>, row: number, width: number): number {
  let best = 0;
  for (let index = 1; index < width; index += 1)
    if (at(probabilities, row * width + index) > at(probabilities, row * width + best)) best = index;
  return best;
}

/** Index of one of two classes. @param probability - of the positive class */
export function decide(
  probability: number,
  {positive, threshold}: {readonly positive: number; readonly threshold: number},
): number {
  return probability >= threshold ? positive : 1 - positive;
}

/** An element known to exist. In loops that run once a resample, index the array itself: this meets every kind of it. */
export function at(data: ArrayLike<number>, index: number): number {
  return data[index] ?? NaN;
}

/** The rows at `indices`, in that order. */
export function pickRows(rows: ScoredRows, indices: ArrayLike<number>): ScoredRows {
  const from = (data: ArrayLike<number>) => Float64Array.from(indices, (row) => at(data, row));
  const weights = rows.weights && from(rows.weights);
  if (rows.task === 'regression')
    return {task: 'regression', targets: from(rows.targets), predictions: from(rows.predictions), weights};
  if (rows.task === 'language-model') {
    const {characters, bytes} = rows;
    const own = {tokens: from(rows.tokens), correct: from(rows.correct), entropies: from(rows.entropies)};
    const text = {...(characters && {characters: from(characters)}), ...(bytes && {bytes: from(bytes)})};
    return {task: 'language-model', ...own, ...text, weights};
  }
  const {classes, probabilities} = rows;
  const width = classes.length;
  const wide = (data: ArrayLike<number>): Float64Array =>
    Float64Array.from({length: indices.length * width}, (_, place) =>
      at(data, at(indices, Math.floor(place / width)) * width + (place % width)),
    );
  const picked = wide(probabilities);
  if (rows.task === 'multilabel') {
    const [truths, given] = [rows.truths, rows.given].map((data) => Uint8Array.from(wide(data)));
    return {
      task: 'multilabel',
      classes,
      truths: truths ?? rows.truths,
      given: given ?? rows.given,
      probabilities: picked,
      weights,
    };
  }
  const {labels, predicted, positive} = rows;
  return {
    task: 'classification',
    classes,
    labels: Int32Array.from(indices, (row) => at(labels, row)),
    predicted: Int32Array.from(indices, (row) => at(predicted, row)),
    probabilities: picked,
    positive,
    weights,
  };
}
