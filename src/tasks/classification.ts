// Classification: classes from the training target, in sorted order.
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import type {TargetColumn} from '../prepare/index.js';
import {defineTask} from './define.js';
import {taskError} from './errors.js';

/**
 * Outputs: `probabilities` `[batch, C]` float32 in class order, and `label` `[batch, 1]`, the text of the most probable
 * class (the first when tied), or int64 where every class is an integer.
 *
 * Two classes with the binary loss share one logit z: the probabilities are sigmoid(−z) and sigmoid(z). That is
 * 1 − p and p, but the smaller of the two keeps its digits where 1 − p would round them away.
 */
export const classification = defineTask({
  name: 'classification',
  summary: 'One of several classes.',
  outputs: ['probabilities', 'label'],
  defaultLoss: ({classes}) => (classes?.length === 2 ? 'binary-cross-entropy' : 'cross-entropy'),
  outputCount({target, loss}) {
    const classCount = target.classes?.length ?? 0;
    if (classCount < 2)
      throw taskError(
        'TASK_ONE_CLASS',
        `Target '${target.name}' has one class only, '${target.classes?.[0] ?? ''}': nothing to tell apart.`,
        {
          hints: ['Use training rows of at least two classes.'],
        },
      );
    if (loss.activation === 'softmax') return classCount;
    if (classCount === 2) return 1;
    throw taskError(
      'LOSS_MISMATCH',
      `Loss '${loss.name}' is for two classes, but target '${target.name}' has ${String(classCount)}.`,
      {
        hints: ['Use --loss cross-entropy, or leave --loss out.'],
      },
    );
  },
  addOutputs(g, logits, {target, loss}) {
    const probabilities =
      loss.activation === 'softmax'
        ? g.op('Softmax', [logits], {axis: -1}, {outputs: ['probabilities']})
        : g.op('Sigmoid', [g.mul(logits, g.numbers([-1, 1], 'float32', [1, 2]))], {}, {outputs: ['probabilities']});
    g.output(probabilities, 'probabilities', ['batch', target.classes?.length ?? 0]);
    const best = g.op('ArgMax', [probabilities], {axis: 1, keepdims: 1});
    g.output(g.op('Gather', [classNames(g, target), best], {axis: 0}, {outputs: ['label']}), 'label', ['batch', 1]);
  },
});

function classNames(g: OpGraph, {classes = [], integerClasses}: TargetColumn): Value {
  return integerClasses === true
    ? g.constant('int64', [classes.length], BigInt64Array.from(classes, BigInt))
    : g.constant('string', [classes.length], classes);
}
