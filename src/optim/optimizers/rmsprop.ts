import {invariant} from '../../core/index.js';
import {defineOptimizer} from '../define.js';
import {SWITCH} from '../../core/index.js';

/**
 * RMSprop as PyTorch has it: v ← alpha·v + (1−alpha)·g²; w ← w − learningRate·g/(√v + epsilon). With `momentum` the
 * quotient goes through a buffer, buffer ← momentum·buffer + g/(√v + epsilon). With `centered` the mean of the
 * gradients m is kept too, and √(v − m²) divides; a difference that rounding made negative counts as 0 (in PyTorch it
 * becomes NaN).
 *
 * The averages are kept divided by 1−alpha, V and M, so that the root is √(1−alpha)·√(V − (1−alpha)·M²); the constant
 * factor goes into the rate and into epsilon, and the buffer is larger by it.
 *
 * @see Tieleman, Hinton, "Lecture 6.5: RMSProp", Neural networks for machine learning (Coursera, 2012)
 * @see Graves, "Generating sequences with recurrent neural networks" (2013), for the centered form
 */
export const rmsprop = defineOptimizer({
  name: 'rmsprop',
  defaults: {learningRate: 0.01, weightDecay: 0},
  options: {
    alpha: {default: 0.99, min: 0, below: 1},
    epsilon: {default: 1e-8, min: 0},
    momentum: {default: 0, min: 0, below: 1},
    centered: SWITCH,
  },
  slots: ({momentum, centered}) => ['v', ...(centered === 1 ? ['m'] : []), ...(momentum === 0 ? [] : ['momentum'])],
  scalars: ['rate'],
  hostScalars: (_step, learningRate, {alpha}) => ({rate: learningRate / Math.sqrt(1 - alpha)}),
  update: ({g, parameter, gradient, slots, scalars: {rate}, options}) => {
    const {alpha, epsilon, momentum} = options;
    invariant(slots['v'] && rate, 'RMSprop was not given its state');
    const v = g.add(g.scale(slots['v'], alpha), g.mul(gradient, gradient));
    const m = slots['m'] && g.add(g.scale(slots['m'], alpha), gradient);
    const variance = m ? g.relu(g.sub(v, g.scale(g.mul(m, m), 1 - alpha))) : v;
    const quotient = g.div(gradient, g.shift(g.sqrt(variance), epsilon / Math.sqrt(1 - alpha)));
    const buffer = slots['momentum'] && g.add(g.scale(slots['momentum'], momentum), quotient);
    return {
      parameter: g.sub(parameter, g.mul(buffer ?? quotient, rate)),
      slots: {v, ...(m && {m}), ...(buffer && {momentum: buffer})},
    };
  },
});
