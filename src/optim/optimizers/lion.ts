import {invariant} from '../../core/index.js';
import {defineOptimizer} from '../define.js';

/**
 * Evolved sign momentum: w ← w − learningRate·sign(beta1·m + (1−beta1)·g), then m ← beta2·m + (1−beta2)·g. Every number
 * moves by the learning rate, so that is a tenth to a third of Adam's, and the decay as much larger. The slot is
 * m/(1−beta2), which saves a pass; the sign does not see the constant factor.
 *
 * @see Chen et al., "Symbolic discovery of optimization algorithms" (NeurIPS 2023), algorithm 2
 */
export const lion = defineOptimizer({
  name: 'lion',
  defaults: {learningRate: 1e-4, weightDecay: 0},
  options: {
    beta1: {default: 0.9, min: 0, below: 1},
    beta2: {default: 0.99, min: 0, below: 1},
  },
  slots: () => ['m'],
  scalars: ['rate'],
  hostScalars: (_step, learningRate) => ({rate: learningRate}),
  update: ({g, parameter, gradient, slots: {m}, scalars: {rate}, options: {beta1, beta2}}) => {
    invariant(m && rate, 'Lion was not given its state');
    const mixed = g.add(g.scale(m, (beta1 * (1 - beta2)) / (1 - beta1)), gradient);
    return {
      parameter: g.sub(parameter, g.mul(g.sign(mixed), rate)),
      slots: {m: g.add(g.scale(m, beta2), gradient)},
    };
  },
});
