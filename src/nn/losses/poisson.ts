import {defineLoss, targetColumn} from '../define.js';

/**
 * Negative log-likelihood of counts under a Poisson distribution whose log-rate is the logit: exp(z) − t·z, without
 * log t!, which no weight changes. The prediction is the rate, exp(z), in the target's own units.
 *
 * The logarithm takes the place of a scaling, so the target must stay unscaled: of a standardized count the loss would
 * be one of negative numbers, and its minimum would not be the mean.
 *
 * @see McCullagh, Nelder, Generalized Linear Models (1989), §6
 */
export const poisson = defineLoss({
  name: 'poisson',
  task: 'regression',
  targetDtype: 'float32',
  targetForm: 'column',
  targetFrom: 0,
  activation: 'exp',
  parts: (g, logits, target) => {
    const counts = targetColumn(g, target);
    const rate = g.exp(logits);
    return {terms: g.sub(rate, g.mul(counts, logits)), gradient: () => g.sub(rate, counts)};
  },
});
