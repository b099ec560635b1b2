// What the recurrent ops (RNN, GRU, LSTM) share. The forward pass is the runtime's fused op, which gives every h. The
// backward pass works all gates out again at once (one product over all steps), makes of them factors that are linear in
// dh, unrolls only the recursion of dh, and gets each weight's gradient from one product over all steps.
import type {InferContext, NodeSpec, Shape, Value, ValueType, VjpContext} from '../define.js';
import {opError} from '../errors.js';
import type {OpGraph} from '../op-graph.js';
import {intAttribute, stringAttribute} from './attributes.js';
import {requireInput} from './infer.js';
import {zerosLike} from './like.js';
import {elementsOf} from './flops.js';
import {formatShape} from './shapes.js';
import {inputOf} from './unary.js';

/** Inputs X `[steps, batch, in]`, W `[directions, gates·H, in]`, R `[directions, gates·H, H]`, B `[directions, 2·gates·H]`. */
const [X, W, R, B, LENGTHS, INITIAL_H] = [0, 1, 2, 3, 4, 5];

/** Y `[steps, directions, batch, H]`, then as many states `[directions, batch, H]` as there are. */
export function inferRecurrent(context: InferContext, stateCount: number): readonly ValueType[] {
  const {node} = context;
  const [{dtype, shape}, recurrence] = [requireInput(context, X), requireInput(context, R)];
  requireInput(context, W);
  if (shape && shape.length !== 3)
    throw opError('SHAPE_MISMATCH', `${node.opType} needs X [steps, batch, in], but got ${formatShape(shape)}.`);
  const given = intAttribute(node, 'hidden_size', 0);
  const size = given > 0 ? given : (recurrence.shape?.[2] ?? '');
  const directions = directionsOf(node).length;
  const [first = '', second = ''] = shape ?? [];
  const [steps, batch] = isBatchFirst(node) ? [second, first] : [first, second];
  const all: Shape = isBatchFirst(node) ? [batch, steps, directions, size] : [steps, directions, batch, size];
  const state: Shape = isBatchFirst(node) ? [batch, directions, size] : [directions, batch, size];
  return [{dtype, shape: all}, ...Array.from({length: stateCount}, () => ({dtype, shape: state}))].slice(
    0,
    node.outputCount,
  );
}

const isBatchFirst = (node: NodeSpec): boolean => intAttribute(node, 'layout', 0) !== 0;

/** For each direction, whether it runs from the last step to the first. */
function directionsOf(node: NodeSpec): readonly boolean[] {
  const direction = stringAttribute(node, 'direction', 'forward');
  return direction === 'bidirectional' ? [false, true] : [direction === 'reverse'];
}

/** One direction of one recurrent node, everything in two axes. Rows of all steps: those of step 0 first. */
export interface DirectionRule {
  readonly g: OpGraph;
  readonly node: NodeSpec;
  readonly hiddenSize: number;
  /** `[steps·batch, in]` */
  readonly x: Value;
  /** `[steps·batch, H]`: the h before each step, in the order of the rows of x. */
  readonly before: Value;
  /** `[steps·batch, H]`: the h after each step. */
  readonly after: Value;
  /** `[gates·H, in]` and `[gates·H, H]` */
  readonly w: Value;
  readonly r: Value;
  /** `[gates·H]` each, where the node has biases. */
  readonly wBias: Value | undefined;
  readonly rBias: Value | undefined;
  /** A state `[directions, batch, H]` given as input `index`, of this direction: `[batch, H]`. */
  readonly state: (index: number) => Value | undefined;
  /** The gradient of output `index`, a last state, of this direction: `[batch, H]`. */
  readonly stateGradient: (index: number) => Value | undefined;
  /** Joins `[batch, H]` values, one for each step in the order of time, to the rows of all steps; and the reverse. */
  readonly join: (steps: readonly Value[]) => Value;
  readonly split: (rows: Value) => readonly Value[];
  /** The rows before each step of per-step states: `initial` (or zeros), then all but the last in running order. */
  readonly shifted: (steps: readonly Value[], initial: Value | undefined) => Value;
  /** Places in time from the first step run to the last. */
  readonly order: readonly number[];
  /** The gradient of Y of a step, where Y is used. */
  readonly stepGradient: (time: number) => Value | undefined;
}

/** Gradients of one direction, shaped as in {@link DirectionRule}. */
export interface DirectionGradients {
  /** `[steps·batch, gates·H]`: by what each gate gets from x, its bias included, before its function. */
  readonly fromX: Value;
  /** The same by what it gets from h; often the same value. */
  readonly fromH: Value;
  /** `[gates·H, H]` where it is not the product of `fromH` and `before`. */
  readonly r?: Value;
  /** By the states before the first step, each `[batch, H]`, by input index. */
  readonly states: Readonly<Record<number, Value>>;
}

export interface RecurrentOptions {
  /** The functions of the gates that the rule is for. */
  readonly activations: readonly string[];
  readonly direction: (rule: DirectionRule) => DirectionGradients;
}

/** The gradients by all inputs. @throws OP_NOT_DIFFERENTIABLE for the forms that have none, with the reason */
export function recurrentGradients(context: VjpContext, options: RecurrentOptions): (Value | null)[] {
  const {g, node, inputs, wants} = context;
  refuseForms(context, options.activations);
  const [x, w, r] = [inputOf(context, X), inputOf(context, W), inputOf(context, R)];
  const [steps, batch] = x.shape ?? [];
  const [inputSize, hiddenSize] = [w.shape?.[2], r.shape?.[2]];
  if (typeof steps !== 'number' || steps < 1)
    throw context.refuse('the number of steps must be fixed and at least 1 (it is unrolled)');
  if (typeof inputSize !== 'number' || typeof hiddenSize !== 'number')
    throw context.refuse('the sizes of its weights are unknown');
  const rows = g.reshape(x, [-1, inputSize]);
  const sizes = {steps, batch: batch ?? '', hiddenSize};
  const y = savedOutput(context);
  const parts = directionsOf(node).map((isReverse, index) => {
    const rule = directionRule(context, {x: rows, y, index, isReverse, ...sizes});
    return {rule, gradients: options.direction(rule)};
  });
  const stacked = (give: (part: (typeof parts)[number]) => Value): Value =>
    g.concat(
      parts.map((part) => g.unsqueeze(give(part), [0])),
      0,
    );
  const sumRows = (value: Value): Value => g.reduceSum(value, [0]);
  const byX = (): Value => {
    const sum = parts
      .map(({rule, gradients}) => g.gemm(gradients.fromX, rule.w))
      .reduce((total, part) => g.add(total, part));
    return batch === undefined || steps * inputSize === 0
      ? g.reshape(sum, [steps, -1, inputSize])
      : {...g.reshape(sum, [steps, typeof batch === 'number' && batch > 0 ? batch : -1, inputSize]), shape: x.shape};
  };
  const results: (Value | null)[] = inputs.map((_, index) => {
    if (!wants(index)) return null;
    if (index === X) return byX();
    if (index === W) return stacked(({rule, gradients}) => g.gemm(gradients.fromX, rule.x, {transA: true}));
    if (index === R)
      return stacked(({rule, gradients}) => gradients.r ?? g.gemm(gradients.fromH, rule.before, {transA: true}));
    if (index === B) return stacked(({gradients}) => g.concat([sumRows(gradients.fromX), sumRows(gradients.fromH)], 0));
    if (parts.every(({gradients}) => gradients.states[index] !== undefined))
      return stacked(({gradients, rule}) => gradients.states[index] ?? rule.before);
    return null;
  });
  return results;
}

function refuseForms(context: VjpContext, activations: readonly string[]): void {
  const {node, inputs, refuse} = context;
  if (isBatchFirst(node)) throw refuse('with layout 1 it has none (nor does ONNX Runtime run it)');
  if (inputs[LENGTHS]) throw refuse('with sequences of several lengths (sequence_lens) it has none');
  if (node.attributes['clip']) throw refuse('with clipped gates it has none');
  const named = node.attributes['activations'];
  const wanted = named?.type === 'strings' ? named.value : [];
  const usual = directionsOf(node).flatMap(() => activations);
  if (wanted.length > 0 && wanted.some((name, index) => name.toLowerCase() !== usual[index]?.toLowerCase()))
    throw refuse(`it has one for the activations ${activations.join(', ')} only, not for ${wanted.join(', ')}`);
}

/** Y as the forward pass gave it, or worked out again where the node leaves it out. */
function savedOutput({g, node, inputs, outputs}: VjpContext): Value {
  const [y] = outputs;
  return y && y.name !== '' ? y : g.op(node.opType, inputs, node.attributes, {domain: node.domain});
}

interface DirectionOptions {
  readonly x: Value;
  readonly y: Value;
  readonly index: number;
  readonly isReverse: boolean;
  readonly steps: number;
  readonly batch: number | string;
  readonly hiddenSize: number;
}

function directionRule(context: VjpContext, options: DirectionOptions): DirectionRule {
  const {g, node, inputs, outputGradients} = context;
  const {x, y, index, isReverse, steps, batch, hiddenSize} = options;
  const isOnly = directionsOf(node).length === 1;
  /** Of one direction: a `[directions, …]` value without that axis. */
  const part = (value: Value, axis: number): Value =>
    isOnly ? g.squeeze(value, [axis]) : g.gather(value, g.scalar(index, 'int64'), axis);
  const [w, r] = [part(inputOf(context, W), 0), part(inputOf(context, R), 0)];
  const bias = inputs[B] && part(inputs[B], 0);
  const [wBias, rBias] = bias ? g.ops('Split', [bias], {axis: 0, num_outputs: 2}, {outputCount: 2}) : [];
  const rowsOf = (value: Value): Value => g.reshape(part(value, 1), [-1, hiddenSize]);
  const after = rowsOf(y);
  const order = Array.from({length: steps}, (_, at) => (isReverse ? steps - 1 - at : at));
  const split = (rows: Value): readonly Value[] => {
    if (steps === 1) return [rows];
    const outputs = g.ops('Split', [rows], {axis: 0, num_outputs: steps}, {outputCount: steps});
    return outputs.map((value) => ({...value, shape: [batch, rows.shape?.[1] ?? '']}));
  };
  const join = (values: readonly Value[]): Value => g.concat(values, 0);
  const shifted = (values: readonly Value[], initial: Value | undefined): Value => {
    const last = values[order.at(-1) ?? 0];
    const first = initial ?? (last ? zerosLike(g, last) : x);
    const earlier = order.map((_, at) => (at === 0 ? first : (values[order[at - 1] ?? 0] ?? first)));
    return join(isReverse ? earlier.toReversed() : earlier);
  };
  const state = (input: number): Value | undefined => {
    const value = inputs[input];
    return value && part(value, 0);
  };
  const stateGradient = (output: number): Value | undefined => {
    const value = outputGradients[output];
    return value && part(value, 0);
  };
  const afters = split(after);
  const gradients = outputGradients[0] && split(rowsOf(outputGradients[0]));
  return {
    g,
    node,
    hiddenSize,
    x,
    before: shifted(afters, state(INITIAL_H)),
    after,
    w,
    r,
    wBias,
    rBias,
    state,
    stateGradient,
    join,
    split,
    shifted,
    order,
    stepGradient: (time) => gradients?.[time],
  };
}

export interface Unrolled {
  /** What each step gave, in the order of time. */
  readonly parts: readonly Value[];
  /** The gradient of h after each step, in the order of time. */
  readonly totals: readonly Value[];
  /** The gradient of h before the first step. */
  readonly initial: Value;
}

/**
 * The recursion of dh from the last step to the first.
 *
 * @param r - `[gates·H, H]`
 * @param step - from dh after a step, `[batch, gates·H]` to be multiplied by r, and what of dh reaches the step before
 * without that product
 */
export function unrollBackward(
  rule: DirectionRule,
  r: Value,
  step: (time: number, dh: Value) => {readonly part: Value; readonly direct?: Value},
): Unrolled {
  const {g, order, after, split, stepGradient, stateGradient} = rule;
  const last = order.at(-1) ?? 0;
  const sum = (a: Value | undefined, b: Value | undefined): Value | undefined => (a && b ? g.add(a, b) : (a ?? b));
  const parts: Value[] = [];
  const totals: Value[] = [];
  let dh = sum(stepGradient(last), stateGradient(1)) ?? zerosLike(g, split(after)[last] ?? after);
  for (const [at, time] of [...order.entries()].toReversed()) {
    const {part, direct} = step(time, dh);
    parts[time] = part;
    totals[time] = dh;
    const c = sum(direct, at === 0 ? undefined : stepGradient(order[at - 1] ?? 0));
    dh = g.gemm(part, r, c ? {c} : {});
  }
  return {parts, totals, initial: dh};
}

/** Two operations for each product of a gate with x and with h. */
export function recurrentFlops({inputs}: {readonly inputs: readonly (readonly number[] | undefined)[]}): number {
  const [x = [], w = [], r = []] = inputs;
  const rows = (x[0] ?? 1) * (x[1] ?? 1);
  return 2 * rows * (elementsOf(w) + elementsOf(r));
}
