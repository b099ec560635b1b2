import {defineLoss, targetColumn} from '../define.js';

/**
 * Huber's loss of d = z − t: ½d² up to |d| = δ, and the line δ·(|d| − δ/2) beyond it.
 *
 * With c = d cut to [−δ, δ] both pieces are c·(d − c/2), and c is the gradient. δ is in training space: in deviations
 * of the target where that is standardized.
 *
 * @see Huber, Robust Estimation of a Location Parameter (1964)
 */
export const huber = defineLoss({
  name: 'huber',
  task: 'regression',
  targetDtype: 'float32',
  targetForm: 'column',
  activation: 'identity',
  options: {delta: {default: 1, min: 0, above: true, summary: 'where the square becomes a line'}},
  parts: (g, logits, target, {delta}) => {
    const difference = g.sub(logits, targetColumn(g, target));
    const cut = g.op('Clip', [difference, g.scalar(-delta), g.scalar(delta)]);
    return {terms: g.mul(cut, g.sub(difference, g.scale(cut, 0.5))), gradient: () => cut};
  },
});
