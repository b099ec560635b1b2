// The arithmetic Adam and AdamW share. The moments are kept scaled, M = m/(1−β₁) and V = v/(1−β₂), which saves two
// passes over every parameter: M ← β₁M + g, V ← β₂V + g². With m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ) the step
// α·m̂/(√v̂ + ε) becomes rate·M/(√V + epsilon), where c = √((1−β₂ᵗ)/(1−β₂)), rate = α·(1−β₁)/(1−β₁ᵗ)·c and
// epsilon = ε·c: two numbers a step, computed on the host in double precision.
import {invariant} from '../../core/index.js';
import {optionOf, type OptimizerDefinition, type OptimizerOptions} from '../define.js';

export const ADAM_OPTIONS = {beta1: 0.9, beta2: 0.999, epsilon: 1e-8};

const read = (options: OptimizerOptions): {beta1: number; beta2: number; epsilon: number} => ({
  beta1: optionOf(options, ADAM_OPTIONS, 'beta1'),
  beta2: optionOf(options, ADAM_OPTIONS, 'beta2'),
  epsilon: optionOf(options, ADAM_OPTIONS, 'epsilon'),
});

export const scaledAdam: Pick<OptimizerDefinition, 'slots' | 'scalars' | 'hostScalars' | 'update'> = {
  slots: () => ['m', 'v'],
  scalars: ['rate', 'epsilon'],
  hostScalars: (step, learningRate, options) => {
    const {beta1, beta2, epsilon} = read(options);
    const correction = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
    return {rate: ((learningRate * (1 - beta1)) / (1 - beta1 ** step)) * correction, epsilon: epsilon * correction};
  },
  update: ({g, parameter, gradient, slots: {m, v}, scalars: {rate, epsilon}, options}) => {
    invariant(m && v && rate && epsilon, 'Adam was given neither its moments nor its scalars');
    const {beta1, beta2} = read(options);
    const nextM = g.add(g.scale(m, beta1), gradient);
    const nextV = g.add(g.scale(v, beta2), g.mul(gradient, gradient));
    const step = g.div(g.mul(nextM, rate), g.add(g.sqrt(nextV), epsilon));
    return {parameter: g.sub(parameter, step), slots: {m: nextM, v: nextV}};
  },
};
