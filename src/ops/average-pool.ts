import {defineOp} from './define.js';
import type {Value, VjpContext} from './define.js';
import {perInput} from './support/flops.js';
import {requireInput} from './support/infer.js';
import {elementsPerWindow, type Pool, pooledShape, readPool, spreadOverWindows} from './support/pools.js';
import {gradientOf, inputOf} from './support/unary.js';
import {extentOf, isCeilMode, windowCount} from './support/windows.js';

/**
 * The mean of each window, over its elements alone or (count_include_pad) over the padding too.
 *
 * The gradient is spread over the windows by a transposed convolution.
 * @see ONNX Operators, AveragePool-11
 */
export const averagePool = defineOp({
  name: 'AveragePool',
  openAxes: 'batch',
  infer: (context) => [{dtype: requireInput(context, 0).dtype, shape: pooledShape(context)}],
  vjp: (context) => {
    const {g} = context;
    const x = inputOf(context, 0);
    const pool = readPool(context, x);
    const dy = gradientOf(context);
    if (isPlain(context, pool)) {
      const count = pool.axes.reduce((product, {kernel}) => product * kernel, 1);
      return [spreadOverWindows(g, pool, {values: dy, x, weight: 1 / count})];
    }
    return [spreadOverWindows(g, pool, {values: g.mul(dy, shareOfElement(context, pool, x)), x, weight: 1})];
  },
  flops: perInput,
  samples: [
    {inputs: [{shape: [2, 2, 4, 6]}], attributes: {kernel_shape: [2, 3], strides: [2, 3]}},
    {name: 'overlapping', inputs: [{shape: [1, 2, 4, 5]}], attributes: {kernel_shape: [3, 2], strides: [1, 2]}},
    {
      name: 'padding not counted',
      inputs: [{shape: [2, 1, 4, 5]}],
      attributes: {kernel_shape: [3, 3], strides: [2, 1], pads: [1, 1, 0, 2]},
    },
    {
      name: 'padding counted',
      inputs: [{shape: [1, 2, 4, 5]}],
      attributes: {kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 1, 1], count_include_pad: 1},
    },
    {
      name: 'ceil mode',
      inputs: [{shape: [1, 2, 5, 6]}],
      attributes: {kernel_shape: [2, 3], strides: [2, 2], ceil_mode: 1},
    },
    {
      name: 'ceil mode, padding counted',
      inputs: [{shape: [1, 1, 6, 5]}],
      attributes: {kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 1, 0], ceil_mode: 1, count_include_pad: 1},
    },
    {
      name: 'same, lower',
      inputs: [{shape: [1, 2, 5, 3]}],
      attributes: {kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'SAME_LOWER'},
    },
    {name: 'one spatial axis', inputs: [{shape: [2, 3, 5]}], attributes: {kernel_shape: [2], strides: [2]}},
  ],
});

/** Whether every window has all its elements inside x. */
function isPlain({node}: VjpContext, {axes, inputSizes}: Pool): boolean {
  return axes.every((axis, at) => {
    const size = inputSizes[at] ?? 0;
    const count = Number(windowCount(size, axis, isCeilMode(node)));
    return axis.before === 0 && axis.after === 0 && (count - 1) * axis.stride + extentOf(axis) <= size;
  });
}

/** What one element counts in its window, `[1, 1, …windows]`: the pool of ones, over the number of elements there. */
function shareOfElement({g, node}: VjpContext, pool: Pool, x: Value): Value {
  const {inputSizes, outputSizes} = pool;
  const elements = inputSizes.reduce((product, size) => product * size, 1);
  const ones = g.numbers(Array<number>(elements).fill(1), x.dtype, [1, 1, ...inputSizes]);
  const counts = g.numbers(elementsPerWindow(pool), x.dtype, [1, 1, ...outputSizes]);
  return g.div(g.op('AveragePool', [ones], node.attributes), counts);
}
