import {defineLoss, targetColumn} from '../define.js';

/**
 * Logistic loss from one logit, in nats: softplus(z) − z·y, which cannot overflow where −log(sigmoid(z)) would.
 * Logits `[batch, 1]`; target int32, 0 or 1 (1 = the second class), or float32 `[batch, 2]`, the
 * shares of both classes. Smoothing takes a share s of each label and gives
 * half of it to either class: y = 1 becomes 1 − s/2.
 *
 * @see Goodfellow et al., Deep Learning (2016), §6.2.2.2 and §7.5.1
 */
export const binaryCrossEntropy = defineLoss({
  name: 'binary-cross-entropy',
  task: 'classification',
  targetDtype: 'int32',
  targetForm: 'column',
  takesShares: true,
  activation: 'sigmoid',
  options: {smoothing: {default: 0, min: 0, below: 1, summary: 'share of each label given to both classes'}},
  parts: (g, logits, target, {smoothing}) => {
    const isShares = target.dtype === 'float32';
    const hard = isShares ? g.gather(target, g.ints([1]), 1) : g.cast(targetColumn(g, target), 'float32');
    const label = smoothing === 0 ? hard : g.add(g.scale(hard, 1 - smoothing), g.scalar(smoothing / 2));
    return {
      terms: g.sub(g.op('Softplus', [logits]), g.mul(logits, label)),
      gradient: () => g.sub(g.op('Sigmoid', [logits]), label),
    };
  },
});
