import {defineLoss, lastDim} from '../define.js';

/**
 * Logistic loss of every label by itself, in nats, averaged over the labels: the mean over a row's labels of
 * softplus(z) − z·y, as PyTorch's BCEWithLogitsLoss. Logits `[batch, labels]`; target float32 `[batch, labels]`, 0 or 1.
 * Smoothing as in `binary-cross-entropy`: y = 1 becomes 1 − s/2, y = 0 s/2.
 */
export const multilabelCrossEntropy = defineLoss({
  name: 'multilabel-cross-entropy',
  task: 'multilabel',
  targetDtype: 'float32',
  targetForm: 'rows',
  takesShares: true,
  activation: 'sigmoid',
  options: {smoothing: {default: 0, min: 0, below: 1, summary: 'share of each label given to both its states'}},
  parts: (g, logits, target, {smoothing}) => {
    const count = lastDim(logits.shape) ?? 1;
    const label = smoothing === 0 ? target : g.shift(g.scale(target, 1 - smoothing), smoothing / 2);
    return {
      terms: g.scale(g.sub(g.op('Softplus', [logits]), g.mul(logits, label)), 1 / count),
      gradient: () => g.scale(g.sub(g.sigmoid(logits), label), 1 / count),
    };
  },
});
