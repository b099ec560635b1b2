import {invariant} from '../../core/index.js';
import {defineOptimizer} from '../define.js';
import {ADAM_OPTIONS, type AdamOption, nextMoments, scaledAdam, secondMomentScale} from './scaled-adam.js';

/** Products so small that 1 − product is exactly 1: they need not be followed further. */
const VANISHED = 2 ** -60;

/**
 * Adam with Nesterov momentum as PyTorch has it: with μₜ = β₁·(1 − ½·0.96^(t·momentum-decay)) and Pₜ = μ₁·…·μₜ,
 * w ← w − learningRate·((1−μₜ)/(1−Pₜ)·g + μₜ₊₁/(1−Pₜ₊₁)·m)/(√v̂ + ε). Moments as in scaled-adam.ts; what depends on the
 * step is computed on the host.
 *
 * @see Dozat, "Incorporating Nesterov momentum into Adam" (ICLR workshop 2016)
 */
export const nadam = defineOptimizer<AdamOption | 'momentum-decay'>({
  name: 'nadam',
  defaults: {learningRate: 2e-3, weightDecay: 0},
  options: {...ADAM_OPTIONS, 'momentum-decay': {default: 0.004, min: 0}},
  slots: scaledAdam.slots,
  scalars: ['gradientRate', 'momentRate', 'epsilon'],
  hostScalars: (step, learningRate, options) => {
    const {beta1, epsilon} = options;
    const decay = options['momentum-decay'];
    const scale = secondMomentScale(step, options);
    const product = momentumProduct(step, beta1, decay);
    const nextMomentum = momentumOf(step + 1, beta1, decay);
    return {
      gradientRate: ((learningRate * (1 - momentumOf(step, beta1, decay))) / (1 - product)) * scale,
      momentRate: ((learningRate * nextMomentum * (1 - beta1)) / (1 - product * nextMomentum)) * scale,
      epsilon: epsilon * scale,
    };
  },
  update: (context) => {
    const {g, parameter, gradient, scalars} = context;
    const {gradientRate, momentRate, epsilon} = scalars;
    invariant(gradientRate && momentRate && epsilon, 'NAdam was not given its scalars');
    const next = nextMoments(context);
    const direction = g.add(g.mul(gradient, gradientRate), g.mul(next.m, momentRate));
    const step = g.div(direction, g.add(g.sqrt(next.v), epsilon));
    return {parameter: g.sub(parameter, step), slots: next};
  },
});

const momentumOf = (step: number, beta1: number, decay: number): number => beta1 * (1 - 0.5 * 0.96 ** (step * decay));

/** P₁, P₂, … as far as they were asked for: by their definition each needs all before it. */
const products = new Map<string, number[]>();

/** The product of the momenta of steps 1 to `step`: always multiplied in that order, so resuming gives the same bits. */
function momentumProduct(step: number, beta1: number, decay: number): number {
  const key = `${String(beta1)}/${String(decay)}`;
  const known = products.get(key) ?? [1];
  products.set(key, known);
  let last = known.at(-1) ?? 1;
  while (known.length <= step && last > VANISHED) {
    last *= momentumOf(known.length, beta1, decay);
    known.push(last);
  }
  return known[step] ?? last;
}
