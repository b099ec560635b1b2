import {defineLoss, targetColumn} from '../define.js';

/**
 * Logistic loss from one logit, in nats: softplus(z) − z·y, which cannot overflow where −log(sigmoid(z)) would.
 * Logits `[batch, 1]`; target int32, 0 or 1 (1 = the second class).
 *
 * @see Goodfellow et al., Deep Learning (2016), §6.2.2.2
 */
export const binaryCrossEntropy = defineLoss({
  name: 'binary-cross-entropy',
  task: 'classification',
  targetDtype: 'int32',
  targetForm: 'column',
  activation: 'sigmoid',
  parts: (g, logits, target) => {
    const label = g.cast(targetColumn(g, target), 'float32');
    return {
      terms: g.sub(g.op('Softplus', [logits]), g.mul(logits, label)),
      gradient: () => g.sub(g.op('Sigmoid', [logits]), label),
    };
  },
});
