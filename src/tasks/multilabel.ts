// Multi-label classification: each row has none, one or several of the labels of the training target.
import {LABEL_THRESHOLD} from '../prepare/index.js';
import {defineTask} from './define.js';

/**
 * Outputs: `probabilities` `[batch, C]` float32, sigmoid of each logit, in label order, and `labels` `[batch, C]` int64, 1
 * where the probability is at least 0.5.
 */
export const multilabel = defineTask({
  name: 'multilabel',
  summary: 'Any number of several labels.',
  outputs: ['probabilities', 'labels'],
  defaultLoss: () => 'multilabel-cross-entropy',
  outputCount: ({target}) => target.classes?.length ?? 0,
  addOutputs(g, logits, {target}) {
    const dims = ['batch', target.classes?.length ?? 0];
    const probabilities = g.op('Sigmoid', [logits], {}, {outputs: ['probabilities']});
    g.output(probabilities, 'probabilities', dims);
    const isGiven = g.op('GreaterOrEqual', [probabilities, g.scalar(LABEL_THRESHOLD)]);
    g.output(g.op('Cast', [isGiven], {to: 7}, {outputs: ['labels']}), 'labels', dims);
  },
});
