import {invariant} from '../../core/index.js';
import {defineOptimizer, optionOf} from '../define.js';

const OPTIONS = {momentum: 0};

/**
 * Stochastic gradient descent, with momentum as PyTorch's SGD has it (dampening 0, no Nesterov):
 * buffer ← momentum·buffer + g; w ← w − learningRate·buffer. Without momentum it keeps no state.
 *
 * @see Sutskever et al., "On the importance of initialization and momentum in deep learning" (ICML 2013)
 */
export const sgd = defineOptimizer({
  name: 'sgd',
  defaults: {learningRate: 0.01, weightDecay: 0, options: OPTIONS},
  slots: (options) => (optionOf(options, OPTIONS, 'momentum') === 0 ? [] : ['momentum']),
  scalars: ['rate'],
  hostScalars: (_step, learningRate) => ({rate: learningRate}),
  update: ({g, parameter, gradient, slots: {momentum: buffer}, scalars: {rate}, options}) => {
    invariant(rate, 'SGD was not given its learning rate');
    if (!buffer) return {parameter: g.sub(parameter, g.mul(gradient, rate)), slots: {}};
    const next = g.add(g.scale(buffer, optionOf(options, OPTIONS, 'momentum')), gradient);
    return {parameter: g.sub(parameter, g.mul(next, rate)), slots: {momentum: next}};
  },
});
