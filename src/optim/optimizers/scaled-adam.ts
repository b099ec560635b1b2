// The arithmetic of Adam and its relatives. The moments are kept scaled, M = m/(1−β₁) and V = v/(1−β₂), which saves two
// passes over every parameter: M ← β₁M + g, V ← β₂V + g². With m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ) the step
// α·m̂/(√v̂ + ε) becomes rate·M/(√V + epsilon), where c = √((1−β₂ᵗ)/(1−β₂)), rate = α·(1−β₁)/(1−β₁ᵗ)·c and
// epsilon = ε·c: two numbers a step, computed on the host in double precision.
import {invariant} from '../../core/index.js';
import type {Value} from '../../onnx/index.js';
import type {OptimizerDefinition, UpdateContext} from '../define.js';
import type {OptionTable, OptionValues} from '../../core/index.js';

export type AdamOption = 'beta1' | 'beta2' | 'epsilon';

export const ADAM_OPTIONS: OptionTable<AdamOption> = {
  beta1: {default: 0.9, min: 0, below: 1},
  beta2: {default: 0.999, min: 0, below: 1},
  epsilon: {default: 1e-8, min: 0},
};

/** √((1−β₂ᵗ)/(1−β₂)): √V divided by it is √v̂. */
export function secondMomentScale(step: number, {beta2}: Pick<OptionValues<AdamOption>, 'beta2'>): number {
  return Math.sqrt((1 - beta2 ** step) / (1 - beta2));
}

/** The scaled moments after this step's gradient. */
export function nextMoments(context: UpdateContext<AdamOption>): {readonly m: Value; readonly v: Value} {
  const {g, gradient, slots, options} = context;
  const {m, v} = slots;
  invariant(m && v, 'Adam was not given its moments');
  return {
    m: g.add(g.scale(m, options.beta1), gradient),
    v: g.add(g.scale(v, options.beta2), g.mul(gradient, gradient)),
  };
}

export const scaledAdam: Pick<
  OptimizerDefinition<AdamOption>,
  'options' | 'slots' | 'scalars' | 'hostScalars' | 'update'
> = {
  options: ADAM_OPTIONS,
  slots: () => ['m', 'v'],
  scalars: ['rate', 'epsilon'],
  hostScalars: (step, learningRate, options) => {
    const {beta1, epsilon} = options;
    const scale = secondMomentScale(step, options);
    return {rate: ((learningRate * (1 - beta1)) / (1 - beta1 ** step)) * scale, epsilon: epsilon * scale};
  },
  update: (context) => {
    const {g, parameter, scalars} = context;
    const {rate, epsilon} = scalars;
    invariant(rate && epsilon, 'Adam was not given its scalars');
    const next = nextMoments(context);
    const step = g.div(g.mul(next.m, rate), g.add(g.sqrt(next.v), epsilon));
    return {parameter: g.sub(parameter, step), slots: next};
  },
};
