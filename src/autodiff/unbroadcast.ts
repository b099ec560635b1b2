// Sums a gradient over the axes along which its input was stretched. Separate from the pass itself because sizes may
// be symbolic, and then the axes are found while running.
import {invariant} from '../core/index.js';
import {formatShape, reshapeLike} from '../ops/index.js';
import type {OpGraph} from '../ops/index.js';
import type {Dim, Value} from '../onnx/index.js';

/**
 * The gradient in the shape of the input it belongs to.
 *
 * Axis by axis: an input size of 1 was stretched or is 1 in both (summing is right either way), equal numbers and
 * equal symbols were not stretched. Where an unknown size may be 1 the decision is left to the graph.
 */
export function unbroadcast(g: OpGraph, gradient: Value, input: Value): Value {
  const [from, to] = [gradient.shape, input.shape];
  if (!from || !to) return {...sumAtRunTime(g, gradient, input), shape: to};
  const extra = from.length - to.length;
  const fits = extra >= 0 && to.every((target, axis) => fitsInto(target, from[axis + extra] ?? ''));
  invariant(fits, `a gradient rule gave ${formatShape(from)} for an input of shape ${formatShape(to)}`);
  const stretched: number[] = [];
  for (const [axis, size] of from.entries()) {
    const target = axis < extra ? 1 : to[axis - extra];
    if (target === 1) {
      if (axis < extra || size !== 1) stretched.push(axis);
    } else if (!(typeof target === 'number') && (target === '' || target !== size)) {
      return {...sumAtRunTime(g, gradient, input), shape: to};
    }
  }
  if (stretched.length === 0) return {...gradient, shape: to};
  const isLeading = stretched.length === extra;
  const sum = g.reduceSum(gradient, stretched, !isLeading);
  return isLeading || extra === 0 ? {...sum, shape: to} : reshapeLike(g, sum, input);
}

function fitsInto(target: Dim, size: Dim): boolean {
  return typeof size === 'string' || typeof target === 'string' || target === size || target === 1;
}

/** Sums over the axes where the input's size turns out to be 1, then gives the sum the input's shape. */
function sumAtRunTime(g: OpGraph, gradient: Value, input: Value): Value {
  const sizes = g.shapeOf(input);
  // In front of the input's sizes as many ones as the gradient has axes more: its own sizes, divided by themselves,
  // would fail on empty axes, so a comparison gives them.
  const rank = g.op('Size', [g.shapeOf(gradient)]);
  const missing = g.sub(rank, g.op('Size', [sizes]));
  const one = {type: 'tensor', value: {dtype: 'int64', dims: [1], data: BigInt64Array.of(1n)}} as const;
  const ones = g.op('ConstantOfShape', [g.reshape(missing, [1])], {value: one});
  const isOne = g.equal(g.concat([ones, sizes], 0), g.ints([1]));
  const axes = g.reshape(g.op('NonZero', [isOne]), [-1]);
  const sum = g.op('ReduceSum', [gradient, axes], {keepdims: 1, noop_with_empty_axes: 1});
  return g.op('Reshape', [sum, sizes], {allowzero: 1});
}
