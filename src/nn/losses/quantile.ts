import {defineLoss, targetColumn} from '../define.js';

/**
 * Quantile (pinball) loss: max(τ·(t − z), (τ − 1)·(t − z)). The prediction becomes the τ-quantile of the target given
 * the features: a share τ of the rows lies below it. At z = t the gradient is the middle of its two sides.
 *
 * @see Koenker, Bassett, Regression Quantiles (1978)
 */
export const quantile = defineLoss({
  name: 'quantile',
  task: 'regression',
  targetDtype: 'float32',
  targetForm: 'column',
  activation: 'identity',
  options: {tau: {default: 0.5, min: 0, above: true, below: 1, summary: 'the quantile to predict'}},
  parts: (g, logits, target, {tau}) => {
    const difference = g.sub(logits, targetColumn(g, target));
    return {
      terms: g.max(g.scale(difference, 1 - tau), g.scale(difference, -tau)),
      gradient: () => g.add(g.scale(g.sign(difference), 0.5), g.scalar(0.5 - tau)),
    };
  },
});
