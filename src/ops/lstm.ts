import {defineOp} from './define.js';
import type {Value} from './define.js';
import {intAttribute} from './support/attributes.js';
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
 * Long short-term memory, gates in the order i, o, f, g (ONNX calls it c):
 *   i, o, f = σ(x·Wᵀ + h·Rᵀ + biases); g = tanh(…); c' = f·c + i·g; h' = o·tanh(c').
 *
 * The runtime gives the last c only, so the recursion of c is unrolled beside that of its gradient. With
 * dc = dh·o(1 − tanh²c) + f·dc of the step after, the gradients of the gates are dh or dc times factors worked out for all
 * steps at once.
 * @see ONNX Operators, LSTM-14; Hochreiter, Schmidhuber (Neural Computation 9, 1997); Gers et al. (2000)
 */
export const lstm = defineOp({
  name: 'LSTM',
  savedOutputs: 1,
  openAxes: 'rows',
  infer: (context) => inferRecurrent(context, 2),
  vjp: (context) => {
    if (intAttribute(context.node, 'input_forget', 0) !== 0) throw context.refuse('with coupled gates it has none');
    if (context.inputs[7]) throw context.refuse('with peepholes it has none');
    return recurrentGradients(context, {activations: ['Sigmoid', 'Tanh', 'Tanh'], direction});
  },
  flops: recurrentFlops,
  samples: recurrentSamples(4, {states: 2, outputs: 3}),
});

const [INITIAL_C, LAST_C] = [6, 2];

function direction(rule: DirectionRule): DirectionGradients {
  const {g, r, split, join, order, state, stateGradient} = rule;
  const {i, o, f, candidate} = gates(rule);
  const forgets = split(f);
  const cells = unrollCells(rule, {forgets, news: split(g.mul(i, candidate))});
  const before = rule.shifted(cells, state(INITIAL_C));
  const tanh = g.tanh(join(cells));
  const one = g.scalar(1, tanh.dtype);
  const slope = (x: Value): Value => g.sub(x, g.mul(x, x));
  const byCell = split(g.mul(o, g.sub(one, g.mul(tanh, tanh))));
  const byGates = split(
    g.concat(
      [
        g.mul(candidate, slope(i)),
        g.mul(tanh, slope(o)),
        g.mul(before, slope(f)),
        g.mul(i, g.sub(one, g.mul(candidate, candidate))),
      ],
      1,
    ),
  );
  let later = stateGradient(LAST_C);
  const {parts, initial} = unrollBackward(rule, r, (time, dh) => {
    const own = g.mul(dh, byCell[time] ?? dh);
    const dc = later ? g.add(own, later) : own;
    later = g.mul(dc, forgets[time] ?? dc);
    return {part: g.mul(g.concat([dc, dh, dc, dc], 1), byGates[time] ?? dc)};
  });
  const all = join(parts);
  return {fromX: all, fromH: all, states: {5: initial, ...(later && order.length > 0 ? {[INITIAL_C]: later} : {})}};
}

/** All gates of all steps. */
function gates({g, hiddenSize, x, before, w, r, wBias, rBias}: DirectionRule) {
  const bias = wBias && rBias ? g.add(wBias, rBias) : undefined;
  const fromX = g.gemm(x, w, {transB: true, ...(bias ? {c: bias} : {})});
  const sums = g.gemm(before, r, {transB: true, c: fromX});
  const [open = sums, last = sums] = g.ops(
    'Split',
    [sums, g.ints([3 * hiddenSize, hiddenSize])],
    {axis: 1},
    {outputCount: 2},
  );
  const [i = open, o = open, f = open] = g.ops('Split', [g.sigmoid(open)], {axis: 1, num_outputs: 3}, {outputCount: 3});
  return {i, o, f, candidate: g.tanh(last)};
}

/** c after each step, in the order of time. */
function unrollCells(
  {g, order, state}: DirectionRule,
  {forgets, news}: {readonly forgets: readonly Value[]; readonly news: readonly Value[]},
): readonly Value[] {
  const cells: Value[] = [];
  let cell = state(INITIAL_C);
  for (const time of order) {
    const [forget, fresh] = [forgets[time], news[time]];
    if (!forget || !fresh) continue;
    cell = cell ? g.add(g.mul(forget, cell), fresh) : fresh;
    cells[time] = cell;
  }
  return cells;
}
