import {defineOp} from './define.js';
import {
  type DirectionGradients,
  type DirectionRule,
  inferRecurrent,
  recurrentFlops,
  recurrentGradients,
  unrollBackward,
} from './support/recurrent.js';
import {recurrentSamples} from './support/recurrent-samples.js';

/**
 * h' = tanh(x·Wᵀ + h·Rᵀ + biases), over all steps, in one direction or both. The gradient needs no gate again: tanh' is
 * 1 − h².
 * @see ONNX Operators, RNN-14; Elman, "Finding structure in time" (Cognitive Science 14, 1990)
 */
export const rnn = defineOp({
  name: 'RNN',
  savedOutputs: 1,
  openAxes: 'rows',
  infer: (context) => inferRecurrent(context, 1),
  vjp: (context) => recurrentGradients(context, {activations: ['Tanh'], direction}),
  flops: recurrentFlops,
  samples: recurrentSamples(1, {states: 1, outputs: 2}),
});

function direction(rule: DirectionRule): DirectionGradients {
  const {g, after, r, split, join} = rule;
  const slopes = split(g.sub(g.scalar(1, after.dtype), g.mul(after, after)));
  const {parts, initial} = unrollBackward(rule, r, (time, dh) => ({part: g.mul(dh, slopes[time] ?? dh)}));
  const all = join(parts);
  return {fromX: all, fromH: all, states: {5: initial}};
}
