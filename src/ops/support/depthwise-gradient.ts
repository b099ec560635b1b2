// The weight gradient of a depthwise convolution. Each channel is by itself, so that the batch cannot be a channel of
// the kernel as in other convolutions: the images are stacked on each other instead, and dy, stacked the same way, is
// one tall kernel. Measured beside nine products and sums (Slice, Mul, ReduceSum) or one batched product of columns: as
// fast as the first, and three times faster where the runtime's blocked layout takes it (see bench/cnn-training).
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import type {Convolution} from './conv-gradients.js';
import {extentOf, type WindowAxis} from './windows.js';

/** How images are stacked: `rows` of x a image, `count` of dy, and padding after the stack. */
interface Stack {
  readonly rows: number;
  readonly count: number;
  readonly after: number;
}

/** Whether the images can be stacked: not where no window reaches the last rows of the stack. */
export function stackOf({axes, inputSizes, outputSizes}: Convolution): Stack | undefined {
  const [axis] = axes;
  const [height = 0, count = 0] = [inputSizes[0], outputSizes[0]];
  if (!axis || axes.length !== 2) return undefined;
  // Rows of zeros between the images, so that no window that begins in one reaches into another.
  const reach = (count - 1) * axis.stride + extentOf(axis) - axis.before;
  const least = Math.max(height + axis.before, reach, count * axis.stride);
  const rows = Math.ceil(least / axis.stride) * axis.stride;
  const after = extentOf(axis) - axis.stride - axis.before;
  return after < 0 || afterOf(axes[1], inputSizes[1], outputSizes[1]) < 0
    ? undefined
    : {rows, count: rows / axis.stride, after};
}

/** Padding after an axis so that exactly the taps come out. */
const afterOf = (axis: WindowAxis | undefined, size = 0, count = 0): number =>
  axis ? extentOf(axis) + (count - 1) * axis.stride - size - axis.before : 0;

/** @returns `[channels, 1, …kernel]` */
export function depthwiseWeightGradient(
  g: OpGraph,
  {axes, inputSizes, outputSizes, inputChannels}: Convolution,
  {x, dy, stack}: {readonly x: Value; readonly dy: Value; readonly stack: Stack},
): Value {
  const [height = 0, width = 0] = inputSizes;
  const [places = 0, columns = 0] = outputSizes;
  const [vertical, horizontal] = axes;
  const tall = (value: Value, missing: number): Value => {
    const padded = missing === 0 ? value : g.op('Pad', [value, g.ints([0, 0, 0, 0, 0, 0, missing, 0])]);
    return g.transpose(padded, [1, 0, 2, 3]);
  };
  const images = g.reshape(tall(x, stack.rows - height), [1, inputChannels, -1, width]);
  const kernels = g.reshape(tall(dy, stack.count - places), [inputChannels, 1, -1, columns]);
  const y = g.op('Conv', [images, kernels], {
    strides: axes.map(({dilation}) => dilation),
    dilations: axes.map(({stride}) => stride),
    pads: [vertical?.before ?? 0, horizontal?.before ?? 0, stack.after, afterOf(horizontal, width, columns)],
    group: inputChannels,
  });
  return g.reshape(y, [inputChannels, 1, ...axes.map(({kernel}) => kernel)]);
}
