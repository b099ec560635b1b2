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
 * Gated recurrent units, gates in the order z (update), r (reset), n (new):
 *   z, r = σ(x·Wᵀ + h·Rᵀ + biases); n = tanh(x·Wₙᵀ + r·(h·Rₙᵀ + bias)); h' = (1 − z)·n + z·h.
 * Without `linear_before_reset`, n has (r·h)·Rₙᵀ instead.
 *
 * The gradients of all gates are dh times factors worked out for all steps at once:
 *   n: (1 − z)(1 − n²), z: (h − n)·z(1 − z), and with q = h·Rₙᵀ + bias, r: the factor of n · q · r(1 − r).
 * @see ONNX Operators, GRU-14; Cho et al. (arXiv:1406.1078)
 */
export const gru = defineOp({
  name: 'GRU',
  savedOutputs: 1,
  openAxes: 'rows',
  infer: (context) => inferRecurrent(context, 1),
  vjp: (context) =>
    recurrentGradients(context, {
      activations: ['Sigmoid', 'Tanh'],
      direction: intAttribute(context.node, 'linear_before_reset', 0) === 0 ? resetFirst : resetLast,
    }),
  flops: recurrentFlops,
  samples: [
    ...recurrentSamples(3, {states: 1, outputs: 2}),
    ...recurrentSamples(3, {states: 1, outputs: 2}).map((sample) => ({
      ...sample,
      name: `${sample.name ?? 'plain'}, linear before reset`,
      attributes: {...sample.attributes, linear_before_reset: 1},
    })),
  ],
});

/** z, r and what x and the biases give n, for all steps. */
function gates(rule: DirectionRule, hasRecurrentBias: boolean) {
  const {g, hiddenSize, x, before, w, r, wBias, rBias} = rule;
  const halves = (value: Value | undefined): readonly [Value | undefined, Value | undefined] => {
    if (!value) return [undefined, undefined];
    const [zr, n] = g.ops('Split', [value, g.ints([2 * hiddenSize, hiddenSize])], {axis: 0}, {outputCount: 2});
    return [zr, n];
  };
  const [rZr = r, rN = r] = halves(r);
  const [rbZr, rbN] = halves(rBias);
  const sizes = g.ints([2 * hiddenSize, hiddenSize]);
  const fromX = g.gemm(x, w, {transB: true, ...(wBias ? {c: wBias} : {})});
  const [xZr = x, xN = x] = g.ops('Split', [fromX, sizes], {axis: 1}, {outputCount: 2});
  const sum = g.gemm(before, rZr, {transB: true, c: rbZr ? g.add(xZr, rbZr) : xZr});
  const [z = sum, reset = sum] = g.ops('Split', [g.sigmoid(sum)], {axis: 1, num_outputs: 2}, {outputCount: 2});
  const xNew = hasRecurrentBias && rbN ? g.add(xN, rbN) : xN;
  return {z, reset, xNew, rZr, rN, rbN};
}

/** x(1 − x), the slope of a sigmoid by its value. */
const slope = ({g}: DirectionRule, x: Value): Value => g.sub(x, g.mul(x, x));

/** The factors of n and z. */
function factors(rule: DirectionRule, z: Value, n: Value) {
  const {g, before} = rule;
  const one = g.scalar(1, z.dtype);
  return {
    byN: g.mul(g.sub(one, z), g.sub(one, g.mul(n, n))),
    byZ: g.mul(g.sub(before, n), slope(rule, z)),
  };
}

function resetLast(rule: DirectionRule): DirectionGradients {
  const {g, before, r, hiddenSize, split, join} = rule;
  const {z, reset, xNew, rN, rbN} = gates(rule, false);
  const q = g.gemm(before, rN, {transB: true, ...(rbN ? {c: rbN} : {})});
  const n = g.tanh(g.add(xNew, g.mul(reset, q)));
  const {byN, byZ} = factors(rule, z, n);
  const byQ = g.mul(byN, reset);
  const byR = g.mul(g.mul(byN, q), slope(rule, reset));
  const all = split(g.concat([byZ, byR, byQ], 1));
  const kept = split(z);
  const {parts, totals, initial} = unrollBackward(rule, r, (time, dh) => ({
    part: g.mul(g.concat([dh, dh, dh], 1), all[time] ?? dh),
    direct: g.mul(dh, kept[time] ?? dh),
  }));
  const fromH = join(parts);
  const [zr = fromH] = g.ops('Split', [fromH, g.ints([2 * hiddenSize, hiddenSize])], {axis: 1}, {outputCount: 2});
  return {fromX: g.concat([zr, g.mul(join(totals), byN)], 1), fromH, states: {5: initial}};
}

function resetFirst(rule: DirectionRule): DirectionGradients {
  const {g, before, split, join} = rule;
  const {z, reset, xNew, rZr, rN} = gates(rule, true);
  const resetBefore = g.mul(reset, before);
  const n = g.tanh(g.gemm(resetBefore, rN, {transB: true, c: xNew}));
  const {byN, byZ} = factors(rule, z, n);
  const [forN, forZ, forR] = [byN, byZ, g.mul(before, slope(rule, reset))].map(split);
  const [kept, resets] = [split(z), split(reset)];
  const newParts: Value[] = [];
  const {parts, initial} = unrollBackward(rule, rZr, (time, dh) => {
    const dn = g.mul(dh, forN?.[time] ?? dh);
    newParts[time] = dn;
    const reached = g.gemm(dn, rN);
    return {
      part: g.concat([g.mul(dh, forZ?.[time] ?? dh), g.mul(reached, forR?.[time] ?? dh)], 1),
      direct: g.add(g.mul(dh, kept[time] ?? dh), g.mul(reached, resets[time] ?? dh)),
    };
  });
  const [zr, dn] = [join(parts), join(newParts)];
  const all = g.concat([zr, dn], 1);
  const r = g.concat([g.gemm(zr, before, {transA: true}), g.gemm(dn, resetBefore, {transA: true})], 0);
  return {fromX: all, fromH: all, r, states: {5: initial}};
}
