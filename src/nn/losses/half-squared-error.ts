import {defineLoss, targetColumn} from '../define.js';

/**
 * Half the squared error, ½(z − t)²: its gradient is the plain difference, which is why calculations by hand use it.
 *
 * @see Bishop, Pattern Recognition and Machine Learning (2006), §5.2
 */
export const halfSquaredError = defineLoss({
  name: 'half-squared-error',
  task: 'regression',
  targetDtype: 'float32',
  targetForm: 'column',
  activation: 'identity',
  parts: (g, logits, target) => {
    const difference = g.sub(logits, targetColumn(g, target));
    return {terms: g.scale(g.mul(difference, difference), 0.5), gradient: () => difference};
  },
});
