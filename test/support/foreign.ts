// The loss that the oracles of foreign networks and adapters take.
import type {Value} from '../../src/onnx/index.js';
import type {OpGraph} from '../../src/ops/index.js';

/** Mean over all positions of the log-probability the target has, negated. */
export function crossEntropy(g: OpGraph, logits: Value, targets: readonly number[]): Value {
  const classes = Number(logits.shape?.at(-1));
  const hot = new Float32Array(targets.length * classes);
  targets.forEach((target, row) => (hot[row * classes + target] = -1 / targets.length));
  const flat = g.reshape(logits, [-1, classes]);
  return g.reduceSum(g.mul(g.logSoftmax(flat), g.constant('float32', [targets.length, classes], hot)));
}
