// The answer of the row form: one object per row, in the order of the rows.
import {invariant} from '../core/index.js';
import type {Tensor} from '../onnx/index.js';
import type {ModelSignature} from '../prepare/index.js';
import type {Feeds} from './batcher.js';

export interface Prediction {
  /** The label, or the value in the target's own units; null when the model gives no number. */
  readonly prediction?: string | number | null;
  /** Multilabel: the labels given, instead of one prediction. */
  readonly labels?: readonly string[];
  /** Classification: the probability of each class; multilabel: of each label; language model: of each token to come next. */
  readonly probabilities?: Readonly<Record<string, number | null>>;
}

/** The outputs the row form needs. */
export function predictionOutputs({task}: ModelSignature): string[] {
  if (task === 'multilabel') return ['labels', 'probabilities'];
  return task === 'regression' ? ['prediction'] : ['label', 'probabilities'];
}

/**
 * @param outputs - classification: `label` `[rows, 1]` string or int64, `probabilities` `[rows, classes]`; regression:
 *   `prediction` `[rows, 1]`; multilabel: `labels` `[rows, labels]` int64, `probabilities` alike
 */
export function toPredictions(outputs: Feeds, signature: ModelSignature): Prediction[] {
  if (signature.task === 'regression')
    return Array.from(need(outputs, 'prediction').data as ArrayLike<number>, (value) => ({prediction: finite(value)}));
  if (signature.task === 'multilabel') return labelPredictions(outputs, signature);
  const labels = need(outputs, 'label').data as ArrayLike<string | number | bigint>;
  const probabilities = need(outputs, 'probabilities').data as Float32Array;
  const classes = signature.target.classes ?? [];
  return Array.from(labels, (label, row) => ({
    prediction: typeof label === 'bigint' ? Number(label) : label,
    probabilities: Object.fromEntries(
      classes.map((name, index) => [name, finite(probabilities[row * classes.length + index] ?? NaN)]),
    ),
  }));
}

function labelPredictions(outputs: Feeds, {target: {classes = []}}: ModelSignature): Prediction[] {
  const given = need(outputs, 'labels').data as BigInt64Array;
  const probabilities = need(outputs, 'probabilities').data as Float32Array;
  const width = classes.length;
  return Array.from({length: given.length / width}, (_, row) => ({
    labels: classes.filter((__, index) => given[row * width + index] === 1n),
    probabilities: Object.fromEntries(
      classes.map((name, index) => [name, finite(probabilities[row * width + index] ?? NaN)]),
    ),
  }));
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function need(outputs: Feeds, name: string): Tensor {
  const tensor = outputs[name];
  invariant(tensor, `the model gave no output '${name}'`);
  return tensor;
}
