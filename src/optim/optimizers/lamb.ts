import {invariant} from '../../core/index.js';
import type {Value} from '../../onnx/index.js';
import type {OpGraph} from '../../ops/index.js';
import {defineOptimizer} from '../define.js';
import {ADAM_OPTIONS, nextMoments, scaledAdam, secondMomentScale} from './scaled-adam.js';

/**
 * Adam whose step is as long as the weights of the layer: with r = m̂/(√v̂ + epsilon) + weightDecay·w,
 * w ← w − learningRate·(‖w‖/‖r‖)·r, norms over one parameter tensor, and a ratio of 1 where either norm is 0. For batches of
 * thousands of rows. Moments as in scaled-adam.ts; the decay is part of r.
 *
 * @see You et al., "Large batch optimization for deep learning: training BERT in 76 minutes" (ICLR 2020), algorithm 2
 */
export const lamb = defineOptimizer({
  name: 'lamb',
  defaults: {learningRate: 1e-3, weightDecay: 0.01},
  options: {...ADAM_OPTIONS, epsilon: {default: 1e-6, min: 0}},
  decaysItself: true,
  isWhole: () => true,
  slots: scaledAdam.slots,
  scalars: ['rate', 'momentRate', 'epsilon'],
  hostScalars: (step, learningRate, options) => {
    const scale = secondMomentScale(step, options);
    return {
      rate: learningRate,
      momentRate: ((1 - options.beta1) / (1 - options.beta1 ** step)) * scale,
      epsilon: options.epsilon * scale,
    };
  },
  update: (context) => {
    const {g, parameter, scalars, ownDecay} = context;
    const {rate, momentRate, epsilon} = scalars;
    invariant(rate && momentRate && epsilon, 'LAMB was not given its scalars');
    const next = nextMoments(context);
    const adam = g.div(g.mul(next.m, momentRate), g.add(g.sqrt(next.v), epsilon));
    const direction = ownDecay === 0 ? adam : g.add(adam, g.scale(parameter, ownDecay));
    const step = g.mul(rate, trustRatio(g, parameter, direction));
    return {parameter: g.sub(parameter, g.mul(direction, step)), slots: next};
  },
});

/** ‖weights‖ / ‖direction‖, or 1 where one of them is 0. @returns `[]` */
function trustRatio(g: OpGraph, weights: Value, direction: Value): Value {
  const norm = (value: Value): Value => g.sqrt(g.reduceSum(g.mul(value, value)));
  const [length, wanted] = [norm(weights), norm(direction)];
  const [zero, one] = [g.scalar(0), g.scalar(1)];
  const ratio = g.div(length, g.where(g.greater(wanted, zero), wanted, one));
  return g.where(g.greater(g.mul(length, wanted), zero), ratio, one);
}
