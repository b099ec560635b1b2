import {defineOp} from './define.js';
import type {Dim, InferContext, Shape, VjpContext} from './define.js';
import {opError} from './errors.js';
import {intAttribute, intsAttribute} from './support/attributes.js';
import {
  type Convolution,
  convBiasGradient,
  convInputGradient,
  convOutputSizes,
  convWeightGradient,
} from './support/conv-gradients.js';
import {perTap} from './support/flops.js';
import {requireInput, requireOneDtype} from './support/infer.js';
import {formatShape, staticShape, unifyDims} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';
import {windowAxes, windowCount} from './support/windows.js';

/**
 * Convolution (cross-correlation) over any number of spatial axes, in groups:
 * x `[batch, input, …spatial]`, weight `[output, input / group, …kernel]`, bias `[output]`.
 *
 * The gradient needs all sizes but the batch.
 * @see ONNX Operators, Conv-11; Dumoulin, Visin, "A guide to convolution arithmetic" (arXiv:1603.07285)
 */
export const conv = defineOp({
  name: 'Conv',
  openAxes: 'batch',
  infer: (context) => {
    requireOneDtype(
      context,
      context.inputs.filter((value) => value !== undefined),
    );
    const [x, w] = [requireInput(context, 0), requireInput(context, 1)];
    const rank = x.shape?.length ?? w.shape?.length;
    if (rank === undefined) return [{dtype: x.dtype, shape: undefined}];
    requireChannels(context, x.shape, w.shape);
    const kernel = intsAttribute(context.node, 'kernel_shape') ?? staticShape(w.shape?.slice(2));
    const spatial = x.shape?.slice(2) ?? Array<Dim>(rank - 2).fill('');
    const axes = kernel && windowAxes(context.node, kernel, spatial);
    const counts = spatial.map((size, at): Dim => {
      const axis = axes?.[at];
      return axis ? windowCount(size, axis) : '';
    });
    return [{dtype: x.dtype, shape: [x.shape?.[0] ?? '', w.shape?.[0] ?? '', ...counts]}];
  },
  vjp: (context) => {
    const {g, inputs, wants} = context;
    const [x, weight, dy] = [inputOf(context, 0), inputOf(context, 1), gradientOf(context)];
    // The bias alone needs no size.
    const sizes = wants(0) || wants(1) ? readConvolution(context) : undefined;
    return [
      sizes && wants(0) ? convInputGradient(g, sizes, {weight, dy}) : null,
      sizes && wants(1) ? convWeightGradient(g, sizes, {x, dy}) : null,
      wants(2) ? convBiasGradient(g, dy, x.shape?.length ?? 2) : null,
    ].slice(0, inputs.length);
  },
  flops: perTap,
  samples: [
    {inputs: [{shape: [2, 3, 4, 5]}, {shape: [4, 3, 3, 3]}, {shape: [4]}], attributes: {pads: [1, 1, 1, 1]}},
    {name: 'batch 1, no bias', inputs: [{shape: [1, 2, 4, 4]}, {shape: [2, 2, 2, 3]}]},
    {
      name: 'strides and asymmetric pads',
      inputs: [{shape: [2, 2, 6, 5]}, {shape: [3, 2, 3, 2]}, {shape: [3]}],
      attributes: {strides: [2, 3], pads: [0, 1, 2, 0]},
    },
    {
      name: 'many channels',
      inputs: [{shape: [2, 16, 4, 3]}, {shape: [2, 16, 3, 2]}, {shape: [2]}],
      attributes: {pads: [1, 0, 1, 1]},
    },
    {
      name: 'many channels, strides and dilations',
      inputs: [{shape: [1, 16, 6, 7]}, {shape: [2, 16, 2, 2]}],
      attributes: {strides: [2, 2], dilations: [2, 3]},
    },
    {
      name: 'many channels, rows no window reaches',
      inputs: [{shape: [2, 16, 4, 5]}, {shape: [1, 16, 1, 2]}],
      attributes: {strides: [2, 3]},
    },
    {
      name: 'many channels in groups',
      inputs: [{shape: [2, 32, 3, 3]}, {shape: [2, 16, 2, 2]}, {shape: [2]}],
      attributes: {group: 2, pads: [0, 0, 1, 1]},
    },
    {
      name: 'groups',
      inputs: [{shape: [2, 4, 3, 4]}, {shape: [6, 2, 2, 3]}, {shape: [6]}],
      attributes: {group: 2, pads: [1, 1, 0, 1]},
    },
    {
      name: 'dilations',
      inputs: [{shape: [2, 2, 5, 6]}, {shape: [2, 2, 2, 3]}],
      attributes: {dilations: [2, 2], pads: [0, 2, 1, 2]},
    },
    {
      name: 'same, upper',
      inputs: [{shape: [2, 2, 4, 5]}, {shape: [2, 2, 3, 2]}],
      attributes: {auto_pad: 'SAME_UPPER', strides: [2, 2]},
    },
    {
      name: 'same, lower',
      inputs: [{shape: [1, 2, 5, 4]}, {shape: [2, 2, 2, 2]}],
      attributes: {auto_pad: 'SAME_LOWER'},
    },
    {name: 'valid', inputs: [{shape: [1, 2, 3, 3]}, {shape: [1, 2, 2, 2]}], attributes: {auto_pad: 'VALID'}},
    {
      name: 'pads wider than the kernel',
      inputs: [{shape: [1, 1, 2, 3]}, {shape: [2, 1, 2, 1]}],
      attributes: {pads: [3, 1, 2, 0]},
    },
    {name: 'pointwise', inputs: [{shape: [2, 3, 2, 3]}, {shape: [4, 3, 1, 1]}, {shape: [4]}]},
    {
      name: 'pointwise with strides',
      inputs: [{shape: [2, 3, 4, 3]}, {shape: [2, 3, 1, 1]}],
      attributes: {strides: [2, 2]},
    },
    {
      name: 'pointwise in groups',
      inputs: [{shape: [2, 4, 3, 2]}, {shape: [4, 2, 1, 1]}],
      attributes: {group: 2},
    },
    {
      name: 'depthwise',
      inputs: [{shape: [2, 3, 4, 5]}, {shape: [3, 1, 3, 3]}, {shape: [3]}],
      attributes: {group: 3, pads: [1, 1, 1, 1]},
    },
    {
      name: 'depthwise with strides and dilations',
      inputs: [{shape: [2, 2, 7, 7]}, {shape: [2, 1, 3, 2]}],
      attributes: {group: 2, strides: [2, 3], dilations: [2, 3], pads: [1, 0, 1, 1]},
    },
    {
      name: 'depthwise, rows no window reaches',
      inputs: [{shape: [2, 2, 5, 4]}, {shape: [2, 1, 2, 2]}],
      attributes: {group: 2, strides: [3, 2]},
    },
    {
      name: 'two filters a channel',
      inputs: [{shape: [2, 2, 4, 3]}, {shape: [4, 1, 2, 2]}, {shape: [4]}],
      attributes: {group: 2},
    },
    {
      name: 'one spatial axis',
      inputs: [{shape: [2, 16, 5]}, {shape: [2, 16, 3]}, {shape: [2]}],
      attributes: {strides: [2], pads: [1, 2]},
    },
    {name: 'three spatial axes', inputs: [{shape: [1, 2, 3, 3, 2]}, {shape: [2, 2, 2, 2, 2]}, {shape: [2]}]},
  ],
});

function requireChannels({node}: InferContext, x: Shape | undefined, w: Shape | undefined): void {
  const group = intAttribute(node, 'group', 1);
  const perGroup = w?.[1] ?? '';
  const expected = typeof perGroup === 'number' ? perGroup * group : '';
  const isWhole = typeof w?.[0] === 'string' || (w?.[0] ?? 0) % group === 0;
  if (x && w && (x.length !== w.length || unifyDims(x[1] ?? '', expected) === undefined || !isWhole))
    throw opError(
      'SHAPE_MISMATCH',
      `Conv in ${String(group)} group(s) cannot apply weights ${formatShape(w)} to ${formatShape(x)}.`,
      {hints: ['Weights are [output channels, input channels / group, …kernel].']},
    );
}

function readConvolution(context: VjpContext): Convolution {
  const {node} = context;
  const x = inputOf(context, 0).shape;
  const weight = staticShape(inputOf(context, 1).shape);
  const inputSizes = staticShape(x?.slice(2));
  const axes = weight && inputSizes && windowAxes(node, weight.slice(2), inputSizes);
  if (!weight || !inputSizes || !axes)
    throw context.refuse(`it needs all sizes but the batch, and its input is ${formatShape(x)}`);
  const group = intAttribute(node, 'group', 1);
  return {
    axes,
    inputSizes,
    outputSizes: convOutputSizes(inputSizes, axes),
    group,
    inputChannels: (weight[1] ?? 0) * group,
    outputChannels: weight[0] ?? 0,
  };
}
