import {defineLoss, targetColumn} from '../define.js';

/**
 * log cosh(z − t): like half the square near 0, like the absolute value far off, and smooth in between.
 *
 * Computed as |d| + softplus(−2|d|) − log 2, which does not overflow where cosh would. The gradient is tanh(d).
 *
 * @see Neuneier, Zimmermann, How to Train Neural Networks (1998), §17.3
 */
export const logCosh = defineLoss({
  name: 'log-cosh',
  task: 'regression',
  targetDtype: 'float32',
  targetForm: 'column',
  activation: 'identity',
  parts: (g, logits, target) => {
    const difference = g.sub(logits, targetColumn(g, target));
    const size = g.abs(difference);
    const bend = g.sub(g.op('Softplus', [g.scale(size, -2)]), g.scalar(Math.LN2));
    return {terms: g.add(size, bend), gradient: () => g.tanh(difference)};
  },
});
