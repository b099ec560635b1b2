// What the pools share: shapes, and spreading a gradient back over the windows.
import type {Dim, InferContext, Shape, Value, VjpContext} from '../define.js';
import {opError} from '../errors.js';
import type {OpGraph} from '../op-graph.js';
import {intsAttribute} from './attributes.js';
import {requireInput} from './infer.js';
import {reshapeLike} from './like.js';
import {formatShape, staticShape} from './shapes.js';
import {extentOf, isCeilMode, windowAttributes, windowAxes, windowCount, type WindowAxis} from './windows.js';

/** `[batch, channels, …windows]` */
export function pooledShape(context: InferContext): Shape | undefined {
  const {node} = context;
  const {shape} = requireInput(context, 0);
  const kernel = intsAttribute(node, 'kernel_shape');
  if (!kernel)
    throw opError('OP_INVALID', `${node.opType} expects the attribute 'kernel_shape', but the node has none.`);
  if (!shape) return Array<Dim>(kernel.length + 2).fill('');
  if (shape.length !== kernel.length + 2)
    throw opError(
      'SHAPE_MISMATCH',
      `${node.opType} with a window of ${String(kernel.length)} sizes expects [batch, channels, …] with as many, got ${formatShape(shape)}.`,
    );
  const spatial = shape.slice(2);
  const axes = windowAxes(node, kernel, spatial);
  const counts = spatial.map((size, at): Dim => {
    const axis = axes?.[at];
    return axis ? windowCount(size, axis, isCeilMode(node)) : '';
  });
  return [...shape.slice(0, 2), ...counts];
}

export interface Pool {
  readonly axes: readonly WindowAxis[];
  readonly inputSizes: readonly number[];
  readonly outputSizes: readonly number[];
}

/** @throws the refusal of the context where a spatial size is unknown */
export function readPool(context: VjpContext, x: Value): Pool {
  const {node} = context;
  const inputSizes = staticShape(x.shape?.slice(2));
  const axes = inputSizes && windowAxes(node, intsAttribute(node, 'kernel_shape') ?? [], inputSizes);
  if (!inputSizes || !axes)
    throw context.refuse(`it needs all sizes but the batch, and its input is ${formatShape(x.shape)}`);
  const outputSizes = axes.map((axis, at) => Number(windowCount(inputSizes[at] ?? 0, axis, isCeilMode(node))));
  return {axes, inputSizes, outputSizes};
}

/**
 * Adds each number to every input of its window, times `weight`.
 *
 * @param values - `[batch, channels, …windows]`
 * @returns like x, `[batch, channels, …spatial]`
 */
export function spreadOverWindows(
  g: OpGraph,
  {axes, inputSizes, outputSizes}: Pool,
  {values, x, weight}: {readonly values: Value; readonly x: Value; readonly weight: number},
): Value {
  // Channel by channel; a window that reaches past the end (ceil_mode) is cut off by more padding.
  const single = g.reshape(values, [-1, 1, ...outputSizes]);
  const kernel = axes.map((axis) => axis.kernel);
  const count = kernel.reduce((product, size) => product * size, 1);
  const ones = g.numbers(Array<number>(count).fill(weight), values.dtype, [1, 1, ...kernel]);
  const missing = axes.map(
    (axis, at) => (inputSizes[at] ?? 0) + axis.before - (((outputSizes[at] ?? 0) - 1) * axis.stride + extentOf(axis)),
  );
  const fitted = axes.map((axis, at) => ({...axis, after: Math.max(0, -(missing[at] ?? 0))}));
  const spread = g.op('ConvTranspose', [single, ones], {
    ...windowAttributes(fitted),
    output_padding: missing.some((size) => size > 0) ? missing.map((size) => Math.max(0, size)) : undefined,
  });
  return reshapeLike(g, spread, x);
}

/** The number of elements of x in each window, padding not counted: `[…windows]`, the last axis fastest. */
export function elementsPerWindow({axes, inputSizes, outputSizes}: Pool): number[] {
  return axes.reduce<number[]>(
    (products, axis, at) => {
      const counts = Array.from({length: outputSizes[at] ?? 0}, (_, place) => {
        const start = place * axis.stride - axis.before;
        const taps = Array.from({length: axis.kernel}, (__, tap) => start + tap * axis.dilation);
        return taps.filter((index) => index >= 0 && index < (inputSizes[at] ?? 0)).length;
      });
      return products.flatMap((product) => counts.map((count) => product * count));
    },
    [1],
  );
}
