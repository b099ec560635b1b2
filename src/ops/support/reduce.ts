// Reductions over axes: shapes, and bringing a reduced value back beside what it was reduced from.
import {defineOp} from '../define.js';
import type {Dim, InferContext, NodeSpec, OpDefinition, OpSample, Shape, Value, VjpContext} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {isFloat} from '../dtypes.js';
import {intAttribute, intsAttribute} from './attributes.js';
import {placeOf, tabulate} from './content.js';
import {requireInput, unknownOfRank} from './infer.js';
import {fixed} from './samples.js';
import {constantNumbers, divideDims, normalizeAxis, staticShape} from './shapes.js';
import {gradientOf, inputOf} from './unary.js';
import {perInput} from './flops.js';

export interface ReduceRule {
  readonly g: OpGraph;
  readonly x: Value;
  readonly y: Value;
  readonly dy: Value;
  /** Gives a reduced value its dropped axes back, as 1, so that it broadcasts against x. */
  readonly keep: (value: Value) => Value;
  /** The same reduction of another tensor like x by op `opType`, axes kept. */
  readonly reduceKept: (opType: string, value: Value) => Value;
}

export interface ReductionOptions {
  readonly samples?: readonly OpSample[];
  /** Two elements known at build time to one. */
  readonly combine?: (a: Dim, b: Dim) => Dim;
}

export function defineReduction(
  name: string,
  gradient: (rule: ReduceRule) => Value,
  {samples = REDUCE_SAMPLES, combine}: ReductionOptions = {},
): OpDefinition {
  return defineOp({
    name,
    infer: (context) => {
      const {dtype, shape} = requireInput(context, 0);
      return [{dtype, shape: reducedShape(context, shape), content: combine && reducedContent(context, combine)}];
    },
    vjp: (context) => {
      const {g, inputs} = context;
      const [y] = context.outputs;
      if (!y) throw context.refuse('it has no output');
      const rule = {g, x: inputOf(context, 0), y, dy: gradientOf(context), ...keepers(context)};
      return inputs.map((_, index) => (index === 0 ? gradient(rule) : null));
    },
    samples,
    flops: perInput,
  });
}

/** The axes reduced, where known; all of them when none are given. */
function axesOf({node, inputs, constant}: Pick<InferContext, 'node' | 'inputs' | 'constant'>, rank: number) {
  const given = inputs[1] ? constantNumbers(constant(inputs[1])) : (intsAttribute(node, 'axes') ?? []);
  if (!given) return undefined;
  if (given.length > 0) return given.map((axis) => normalizeAxis(axis, rank, node.opType));
  return intAttribute(node, 'noop_with_empty_axes', 0) !== 0 ? [] : [...Array(rank).keys()];
}

/** Whether no axes are given at all, so that whatever the rank a scalar remains. */
const reducesAll = ({node, inputs}: InferContext) =>
  inputs[1] === undefined &&
  intsAttribute(node, 'axes') === undefined &&
  intAttribute(node, 'noop_with_empty_axes', 0) === 0;

const keepsDims = (node: NodeSpec) => intAttribute(node, 'keepdims', 1) !== 0;

function reducedShape(context: InferContext, shape: Shape | undefined): Shape | undefined {
  const keepdims = keepsDims(context.node);
  if (!shape && !keepdims && reducesAll(context)) return [];
  const axes = shape && axesOf(context, shape.length);
  if (!axes) return keepdims ? unknownOfRank(shape?.length) : undefined;
  return keepdims
    ? shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** Integers only: float sums depend on their order. */
function reducedContent(context: InferContext, combine: NonNullable<ReductionOptions['combine']>) {
  const [x] = context.inputs;
  const [elements, dims] = [context.content(x), staticShape(x?.shape)];
  const axes = dims && axesOf(context, dims.length);
  if (!x || isFloat(x.dtype) || !elements || !dims || !axes || elements.length === 0) return undefined;
  const kept = dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const reduced = dims.map((size, axis) => (axes.includes(axis) ? size : 1));
  return tabulate(kept, (index) => {
    const places = tabulate(reduced, (inner) =>
      placeOf(
        index.map((at, axis) => at + (inner[axis] ?? 0)),
        dims,
      ),
    );
    return (places ?? []).map((place) => elements[Number(place)] ?? '').reduce(combine);
  });
}

function keepers(context: VjpContext): Pick<ReduceRule, 'keep' | 'reduceKept'> {
  const {g, node, inputs} = context;
  const rank = inputOf(context, 0).shape?.length;
  const axes = rank === undefined ? undefined : axesOf(context, rank);
  const axesInput = axes ? g.ints(axes) : inputs[1];
  const all = axes?.length === rank;
  return {
    keep: (value) => {
      if (keepsDims(node) || all || axes?.length === 0) return value; // a scalar broadcasts as it is
      if (!axesInput) throw context.refuse('the axes it reduces are unknown');
      return g.op('Unsqueeze', [value, axesInput]);
    },
    reduceKept: (opType, value) =>
      g.op(opType, [value, axesInput], {keepdims: 1, noop_with_empty_axes: axes?.length === 0 ? 1 : undefined}),
  };
}

/** Number of elements of x per element of y, as a float scalar. */
export function reducedCount({g, x, y}: Pick<ReduceRule, 'g' | 'x' | 'y'>): Value {
  const known = x.shape && y.shape ? divideDims(x.shape, y.shape) : '';
  if (typeof known === 'number' && Number.isFinite(known)) return g.scalar(known, x.dtype);
  const count = (value: Value): Value => {
    const sizes = staticShape(value.shape);
    return sizes
      ? g.scalar(
          sizes.reduce((product, size) => product * size, 1),
          x.dtype,
        )
      : g.cast(g.op('Size', [value]), x.dtype);
  };
  return y.shape?.every((dim) => dim === 1) === true ? count(x) : g.div(count(x), count(y));
}

/** Axes of every kind, with and without keepdims. */
export function reduceSamples(range: {readonly low?: number; readonly high?: number} = {}): readonly OpSample[] {
  return [
    {name: 'one axis', inputs: [{shape: [3, 4], ...range}, fixed([1])], attributes: {keepdims: 0}},
    {name: 'kept', inputs: [{shape: [2, 3, 4], ...range}, fixed([0, -1])], attributes: {keepdims: 1}},
    {name: 'all axes', inputs: [{shape: [3, 4], ...range}], attributes: {keepdims: 0}},
    {name: 'batch 1', inputs: [{shape: [1, 4], ...range}, fixed([0])], attributes: {keepdims: 0}},
    {name: 'none', inputs: [{shape: [2, 3], ...range}], attributes: {noop_with_empty_axes: 1}},
  ];
}
export const REDUCE_SAMPLES: readonly OpSample[] = reduceSamples();
