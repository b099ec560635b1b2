import {defineOp, float} from './define.js';
import type {Value, VjpContext} from './define.js';
import {floatAttribute, intAttribute} from './support/attributes.js';
import {perOutput} from './support/flops.js';
import {inferSame} from './support/infer.js';
import {reshapeLike} from './support/like.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * Local response normalization: y = x / dᵝ with d = bias + alpha / size · the sum of x² over the `size` channels around
 * each.
 *
 * dx = dy / dᵝ − 2·alpha·beta / size · x · (the sum of dy·y / d over the channels whose window has this one).
 * @see ONNX Operators, LRN-13; Krizhevsky, Sutskever, Hinton, "ImageNet classification" (2012), §3.3
 */
export const lrn = defineOp({
  name: 'LRN',
  openAxes: 'batch',
  infer: inferSame,
  vjp: (context) => {
    const {g, node, outputs} = context;
    const [y] = outputs;
    const x = inputOf(context, 0);
    if (!y) throw context.refuse('it has no output');
    const size = intAttribute(node, 'size', 1);
    const [alpha, beta] = [floatAttribute(node, 'alpha', 1e-4), floatAttribute(node, 'beta', 0.75)];
    const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
    const squares = sumOverChannels(context, g.mul(x, x), {before, after});
    const d = g.shift(g.scale(squares, alpha / size), floatAttribute(node, 'bias', 1));
    const direct = g.mul(gradientOf(context), g.op('Pow', [d, g.scalar(-beta, x.dtype)]));
    const others = sumOverChannels(context, g.div(g.mul(gradientOf(context), y), d), {before: after, after: before});
    return [g.sub(direct, g.scale(g.mul(x, others), (2 * alpha * beta) / size))];
  },
  flops: perOutput(8),
  samples: [
    {inputs: [{shape: [2, 5, 2, 2]}], attributes: {size: 3, alpha: float(0.5), beta: float(0.75), bias: float(1)}},
    {name: 'batch 1', inputs: [{shape: [1, 4, 3, 1]}], attributes: {size: 5, alpha: float(0.2), bias: float(2)}},
  ],
});

/** The sum over a window of channels: a convolution with ones over channels as rows. */
function sumOverChannels(
  {g, refuse}: VjpContext,
  value: Value,
  {before, after}: {readonly before: number; readonly after: number},
): Value {
  const channels = value.shape?.[1];
  if (typeof channels !== 'number') throw refuse('the number of its channels is unknown');
  const size = before + after + 1;
  const ones = g.numbers(Array<number>(size).fill(1), value.dtype, [1, 1, size, 1]);
  const rows = g.reshape(value, [0, 1, channels, -1]);
  return reshapeLike(g, g.op('Conv', [rows, ones], {kernel_shape: [size, 1], pads: [before, 0, after, 0]}), value);
}
