import {defineLoss, targetColumn} from '../define.js';

/**
 * Mean squared error, (z − t)²; the target in training space (standardized where the model's target stage says so).
 *
 * @see Goodfellow et al., Deep Learning (2016), §5.5.1
 */
export const mse = defineLoss({
  name: 'mse',
  task: 'regression',
  targetDtype: 'float32',
  targetForm: 'column',
  activation: 'identity',
  parts: (g, logits, target) => {
    const difference = g.sub(logits, targetColumn(g, target));
    return {terms: g.mul(difference, difference), gradient: () => g.scale(difference, 2)};
  },
});
