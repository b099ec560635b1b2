import {defineLoss, targetColumn} from '../define.js';

/**
 * Mean absolute error, |z − t|: it is least at the median, so single far-off rows pull less than under the square.
 * Its gradient at 0 is 0, as in PyTorch.
 *
 * @see Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §10.6
 */
export const mae = defineLoss({
  name: 'mae',
  task: 'regression',
  targetDtype: 'float32',
  targetForm: 'column',
  activation: 'identity',
  parts: (g, logits, target) => {
    const difference = g.sub(logits, targetColumn(g, target));
    return {terms: g.abs(difference), gradient: () => g.sign(difference)};
  },
});
