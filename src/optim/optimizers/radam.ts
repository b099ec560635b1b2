import {invariant} from '../../core/index.js';
import {defineOptimizer} from '../define.js';
import {nextMoments, scaledAdam, secondMomentScale} from './scaled-adam.js';

/** Effective number of gradients from which PyTorch trusts the second moment; the paper says 4. */
const TRUSTED = 5;

/**
 * Rectified Adam as PyTorch has it. While the second moment rests on too few gradients (ρₜ ≤ 5) the step is
 * learningRate·m̂; then it is learningRate·rₜ·m̂·√(1−β₂ᵗ)/(√v + ε). Both are rate·M/(adaptive·√V + offset), with
 * adaptive 0 or 1: numbers of the step, computed on the host. Moments as in scaled-adam.ts.
 *
 * @see Liu et al., "On the variance of the adaptive learning rate and beyond" (ICLR 2020)
 */
export const radam = defineOptimizer({
  name: 'radam',
  defaults: {learningRate: 1e-3, weightDecay: 0},
  options: scaledAdam.options,
  slots: scaledAdam.slots,
  scalars: ['rate', 'adaptive', 'offset'],
  hostScalars: (step, learningRate, options) => {
    const {beta1, beta2, epsilon} = options;
    const rate = (learningRate * (1 - beta1)) / (1 - beta1 ** step);
    const longest = 2 / (1 - beta2) - 1;
    const length = longest - (2 * step * beta2 ** step) / (1 - beta2 ** step);
    if (length <= TRUSTED) return {rate, adaptive: 0, offset: 1};
    const rectification = Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
    return {
      rate: rate * rectification * secondMomentScale(step, options),
      adaptive: 1,
      offset: epsilon / Math.sqrt(1 - beta2),
    };
  },
  update: (context) => {
    const {g, parameter, scalars} = context;
    const {rate, adaptive, offset} = scalars;
    invariant(rate && adaptive && offset, 'RAdam was not given its scalars');
    const next = nextMoments(context);
    const divisor = g.add(g.mul(g.sqrt(next.v), adaptive), offset);
    return {parameter: g.sub(parameter, g.div(g.mul(next.m, rate), divisor)), slots: next};
  },
});
