import {invariant} from '../../core/index.js';
import {defineOptimizer} from '../define.js';
import {SWITCH} from '../../core/index.js';

/**
 * Stochastic gradient descent, with momentum as PyTorch's SGD has it (dampening 0): buffer ← momentum·buffer + g;
 * w ← w − learningRate·buffer, or with `nesterov` w ← w − learningRate·(g + momentum·buffer). Without momentum it keeps
 * no state.
 *
 * @see Sutskever et al., "On the importance of initialization and momentum in deep learning" (ICML 2013)
 */
export const sgd = defineOptimizer({
  name: 'sgd',
  defaults: {learningRate: 0.01, weightDecay: 0},
  options: {momentum: {default: 0, min: 0, below: 1}, nesterov: SWITCH},
  conflict: ({momentum, nesterov}) =>
    nesterov === 1 && momentum === 0 ? "'nesterov' looks ahead along the momentum, but 'momentum' is 0." : undefined,
  slots: ({momentum}) => (momentum === 0 ? [] : ['momentum']),
  scalars: ['rate'],
  hostScalars: (_step, learningRate) => ({rate: learningRate}),
  update: ({g, parameter, gradient, slots: {momentum: buffer}, scalars: {rate}, options}) => {
    invariant(rate, 'SGD was not given its learning rate');
    if (!buffer) return {parameter: g.sub(parameter, g.mul(gradient, rate)), slots: {}};
    const next = g.add(g.scale(buffer, options.momentum), gradient);
    const direction = options.nesterov === 1 ? g.add(gradient, g.scale(next, options.momentum)) : next;
    return {parameter: g.sub(parameter, g.mul(direction, rate)), slots: {momentum: next}};
  },
});
