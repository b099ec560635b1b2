import {invariant} from '../../core/index.js';
import {defineOptimizer} from '../define.js';

/**
 * Adadelta as PyTorch has it: v ← rho·v + (1−rho)·g²; d = √(a + epsilon)/√(v + epsilon)·g; a ← rho·a + (1−rho)·d²;
 * w ← w − learningRate·d. The averages are kept divided by 1−rho, and epsilon with them: the quotient stays the same.
 *
 * @see Zeiler, "ADADELTA: an adaptive learning rate method" (2012)
 */
export const adadelta = defineOptimizer({
  name: 'adadelta',
  defaults: {learningRate: 1, weightDecay: 0},
  options: {
    rho: {default: 0.9, min: 0, below: 1},
    // With 0 the first step would be 0/√v, and so would all that follow.
    epsilon: {default: 1e-6, min: 0, above: true},
  },
  slots: () => ['v', 'delta'],
  scalars: ['rate'],
  hostScalars: (_step, learningRate) => ({rate: learningRate}),
  update: ({g, parameter, gradient, slots, scalars: {rate}, options: {rho, epsilon}}) => {
    invariant(slots['v'] && slots['delta'] && rate, 'Adadelta was not given its state');
    const small = epsilon / (1 - rho);
    const v = g.add(g.scale(slots['v'], rho), g.mul(gradient, gradient));
    const step = g.mul(g.sqrt(g.div(g.shift(slots['delta'], small), g.shift(v, small))), gradient);
    const delta = g.add(g.scale(slots['delta'], rho), g.mul(step, step));
    return {parameter: g.sub(parameter, g.mul(step, rate)), slots: {v, delta}};
  },
});
