import {defineOp} from './define.js';
import type {Content, Dim, InferContext, Shape, Value, VjpContext} from './define.js';
import {intsAttribute} from './support/attributes.js';
import {placeOf, tabulate} from './support/content.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {reshapeLike, zerosLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {constantNumbers, isSameShape, normalizeAxis, staticShape} from './support/shapes.js';
import {addDims, leastOf, subtractDims} from './support/symbols.js';
import {gradientOf, inputOf} from './support/unary.js';

interface Cut {
  readonly axis: number;
  readonly start: Dim;
  readonly end: Dim;
  readonly step: number;
}

/**
 * Every step-th element from start to end, per axis.
 *
 * The gradient is padded back where all bounds are known and steps are 1; otherwise the positions of the elements are
 * sliced the same way and the gradient scattered to them.
 * @see ONNX Operators, Slice-13
 */
export const slice = defineOp({
  name: 'Slice',
  isIdentity: (context, {shape}) => {
    const [x, , , , steps] = context.inputs;
    const isForward = !steps || constantNumbers(context.constant(steps))?.every((step) => step === 1) === true;
    return isForward && isSameShape(x?.shape, shape);
  },
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const cuts = shape && cutsOf(context, shape.length);
    return [
      cuts
        ? {dtype, shape: cutShape(shape, cuts), content: cutContent(context, shape, cuts)}
        : {dtype, shape: looseShape(context, shape)},
    ];
  },
  vjp: (context) => {
    const x = inputOf(context, 0);
    const padded = padBack(context, x);
    return context.inputs.map((_, index) => (index === 0 ? (padded ?? scatterBack(context, x)) : null));
  },
  samples: [
    {inputs: [{shape: [4, 5]}, fixed([1]), fixed([3]), fixed([1])]},
    {
      name: 'two axes, counted from the end',
      inputs: [{shape: [4, 5]}, fixed([-3, 0]), fixed([-1, 100]), fixed([0, 1])],
    },
    {name: 'steps', inputs: [{shape: [5, 4]}, fixed([0, 3]), fixed([5, -5]), fixed([0, 1]), fixed([2, -1])]},
    {name: 'nothing left', inputs: [{shape: [3, 2]}, fixed([2]), fixed([1])]},
    {name: 'empty', inputs: [{shape: [0, 3]}, fixed([0]), fixed([2])]},
  ],
});

type CutContext = Pick<InferContext, 'node' | 'inputs' | 'constant'> & Partial<Pick<InferContext, 'content'>>;

function cutsOf(context: CutContext, rank: number): Cut[] | undefined {
  const {node, inputs, constant, content} = context;
  const numbersAt = (index: number) => constantNumbers(constant(inputs[index]));
  const sizesAt = (index: number) => content?.(inputs[index]) ?? numbersAt(index);
  // Before opset 10 the bounds were attributes.
  const starts = sizesAt(1) ?? intsAttribute(node, 'starts');
  const ends = sizesAt(2) ?? intsAttribute(node, 'ends');
  const axes = inputs[3] ? numbersAt(3) : (intsAttribute(node, 'axes') ?? starts?.map((_, index) => index));
  const steps = inputs[4] ? numbersAt(4) : starts?.map(() => 1);
  if (!starts || !ends || !axes || !steps) return undefined;
  return axes.map((axis, index) => ({
    axis: normalizeAxis(axis, rank, 'Slice'),
    start: starts[index] ?? 0,
    end: ends[index] ?? 0,
    step: steps[index] ?? 1,
  }));
}

function cutShape(shape: Shape, cuts: readonly Cut[]): Shape {
  return cuts.reduce<Shape>((dims, cut) => dims.with(cut.axis, cutSize(dims[cut.axis] ?? '', cut)), shape);
}

/** The end given by exporters for "to the end", or any number no size reaches. */
const TO_THE_END = 2 ** 31 - 1;

function cutSize(size: Dim, cut: Cut): Dim {
  const {start, end, step} = cut;
  if (typeof size === 'number' && typeof start === 'number' && typeof end === 'number') {
    const {from, to} = bounds(size, {start, end, step});
    return Math.max(0, Math.ceil((to - from) / step));
  }
  if (step !== 1) return '';
  const [from, to] = [placeIn(size, start), placeIn(size, end)];
  if (from === '' || to === '') return '';
  const length = subtractDims(to, from);
  return leastOf(length) >= 0 ? length : '';
}

/** Where a bound lies from the front, between 0 and the size; unknown where that depends on the symbols. */
function placeIn(size: Dim, bound: Dim): Dim {
  if (typeof bound === 'number' && bound >= TO_THE_END) return size;
  const place = typeof bound === 'number' && bound < 0 ? addDims(size, bound) : bound;
  return leastOf(place) >= 0 && leastOf(subtractDims(size, place)) >= 0 ? place : '';
}

interface KnownCut {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function bounds(size: number, {start, end, step}: KnownCut): {from: number; to: number} {
  const clamp = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
  return step > 0
    ? {from: clamp(start, 0, size), to: clamp(end, 0, size)}
    : {from: clamp(start, 0, size - 1), to: clamp(end, -1, size - 1)};
}

/** Bounds unknown: the axes that are not cut keep their sizes. */
function looseShape(context: InferContext, shape: Shape | undefined): Shape | undefined {
  const {node, inputs, constant} = context;
  const axes = inputs[3] ? constantNumbers(constant(inputs[3])) : intsAttribute(node, 'axes');
  const rank = shape?.length ?? 0;
  const cut = axes?.map((axis) => normalizeAxis(axis, rank, 'Slice'));
  return cut ? shape?.map((size, axis) => (cut.includes(axis) ? '' : size)) : unknownOfRank(shape?.length);
}

function cutContent(context: InferContext, shape: Shape, cuts: readonly Cut[]): Content | undefined {
  const content = context.content(context.inputs[0]);
  const [dims, cutDims] = [staticShape(shape), staticShape(cutShape(shape, cuts))];
  if (!content || !dims || !cutDims) return undefined;
  return tabulate(cutDims, (index) => {
    const place = cuts.reduce<readonly number[]>((at, {axis, start, end, step}) => {
      if (typeof start !== 'number' || typeof end !== 'number') return at; // then no size would be known
      return at.with(axis, bounds(dims[axis] ?? 0, {start, end, step}).from + (index[axis] ?? 0) * step);
    }, index);
    return content[placeOf(place, dims)] ?? '';
  });
}

function padBack(context: VjpContext, x: Value): Value | undefined {
  const {g} = context;
  const {shape} = x;
  const cuts = shape && cutsOf(context, shape.length);
  if (!cuts) return undefined;
  const before = shape.map(() => 0);
  const after = shape.map(() => 0);
  for (const cut of cuts) {
    const size = shape[cut.axis];
    const {start, end, step} = cut;
    if (typeof size !== 'number' || typeof start !== 'number' || typeof end !== 'number' || step !== 1)
      return undefined;
    const {from, to} = bounds(size, {start, end, step});
    before[cut.axis] = from;
    after[cut.axis] = size - Math.max(from, to);
  }
  return {...g.op('Pad', [gradientOf(context), g.ints([...before, ...after])]), shape};
}

function scatterBack(context: VjpContext, x: Value): Value {
  const {g, node, inputs} = context;
  const count = g.op('Size', [x]);
  const positions = reshapeLike(g, g.op('Range', [g.scalar(0, 'int64'), count, g.scalar(1, 'int64')]), x);
  const taken = g.op('Slice', [positions, ...inputs.slice(1)], {
    starts: node.attributes['starts'],
    ends: node.attributes['ends'],
    axes: node.attributes['axes'],
  });
  const flat = g.op('ScatterND', [
    g.reshape(zerosLike(g, x), [-1]),
    g.reshape(taken, [-1, 1]),
    g.reshape(gradientOf(context), [-1]),
  ]);
  return reshapeLike(g, flat, x);
}
