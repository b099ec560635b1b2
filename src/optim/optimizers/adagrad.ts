import {invariant} from '../../core/index.js';
import {defineOptimizer} from '../define.js';

/**
 * Adagrad as PyTorch has it: s ← s + g²; w ← w − rate·g/(√s + epsilon), where rate = learningRate / (1 +
 * (step−1)·lr-decay) and s begins at `initial`. The slot holds s without `initial`: slots begin at zero.
 *
 * @see Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic optimization" (JMLR 2011)
 */
export const adagrad = defineOptimizer({
  name: 'adagrad',
  defaults: {learningRate: 0.01, weightDecay: 0},
  options: {
    'lr-decay': {default: 0, min: 0},
    initial: {default: 0, min: 0},
    epsilon: {default: 1e-10, min: 0},
  },
  slots: () => ['sum'],
  scalars: ['rate'],
  hostScalars: (step, learningRate, options) => ({rate: learningRate / (1 + (step - 1) * options['lr-decay'])}),
  update: ({g, parameter, gradient, slots: {sum}, scalars: {rate}, options: {initial, epsilon}}) => {
    invariant(sum && rate, 'Adagrad was not given its state');
    const next = g.add(sum, g.mul(gradient, gradient));
    const root = g.shift(g.sqrt(g.shift(next, initial)), epsilon);
    return {parameter: g.sub(parameter, g.div(g.mul(gradient, rate), root)), slots: {sum: next}};
  },
});
