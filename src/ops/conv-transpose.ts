import {defineOp} from './define.js';
import type {Dim, NodeSpec, VjpContext} from './define.js';
import {intAttribute, intsAttribute, stringAttribute} from './support/attributes.js';
import {type Convolution, convBiasGradient, convWeightGradient} from './support/conv-gradients.js';
import {perTapOfInput} from './support/flops.js';
import {requireInput, requireOneDtype} from './support/infer.js';
import {formatShape, staticShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';
import {extentOf, windowAttributes, type WindowAxis} from './support/windows.js';

/**
 * The transpose of a convolution: x `[batch, input, …]`, weight `[input, output / group, …kernel]`, bias `[output]`.
 *
 * It is the input gradient of the convolution that takes the result to x, so that convolution is the gradient here, and
 * the weights' gradient is that convolution's. It needs all sizes but the batch.
 * @see ONNX Operators, ConvTranspose-11
 */
export const convTranspose = defineOp({
  name: 'ConvTranspose',
  openAxes: 'batch',
  infer: (context) => {
    requireOneDtype(
      context,
      context.inputs.filter((value) => value !== undefined),
    );
    const [x, w] = [requireInput(context, 0), requireInput(context, 1)];
    const rank = x.shape?.length ?? w.shape?.length;
    if (rank === undefined) return [{dtype: x.dtype, shape: undefined}];
    const {node} = context;
    const kernel = intsAttribute(node, 'kernel_shape') ?? staticShape(w.shape?.slice(2));
    const sizes = x.shape?.slice(2) ?? Array<Dim>(rank - 2).fill('');
    const spatial = sizes.map((size, at): Dim => outputSize(node, kernel?.[at], {size, at, rank: sizes.length}));
    const perGroup = w.shape?.[1] ?? '';
    const channels = typeof perGroup === 'number' ? perGroup * intAttribute(node, 'group', 1) : '';
    return [{dtype: x.dtype, shape: [x.shape?.[0] ?? '', channels, ...spatial]}];
  },
  vjp: (context) => {
    const {g, node, inputs, wants} = context;
    const [x, weight, dy] = [inputOf(context, 0), inputOf(context, 1), gradientOf(context)];
    const sizes = wants(0) || wants(1) ? readConvolution(context) : undefined;
    const group = intAttribute(node, 'group', 1);
    const dx = () => g.op('Conv', [dy, weight], {...windowAttributes(sizes?.axes ?? []), group});
    return [
      sizes && wants(0) ? dx() : null,
      sizes && wants(1) ? convWeightGradient(g, sizes, {x: dy, dy: x}) : null,
      wants(2) ? convBiasGradient(g, dy, x.shape?.length ?? 2) : null,
    ].slice(0, inputs.length);
  },
  flops: perTapOfInput,
  samples: [
    {inputs: [{shape: [2, 3, 3, 2]}, {shape: [3, 2, 3, 3]}, {shape: [2]}]},
    {
      name: 'strides, pads and output padding',
      inputs: [{shape: [1, 2, 3, 3]}, {shape: [2, 2, 3, 2]}],
      attributes: {strides: [2, 3], pads: [1, 0, 0, 1], output_padding: [1, 2]},
    },
    {
      name: 'groups and dilations',
      inputs: [{shape: [2, 4, 2, 3]}, {shape: [4, 1, 2, 2]}, {shape: [2]}],
      attributes: {group: 2, dilations: [2, 1]},
    },
    {
      name: 'depthwise',
      inputs: [{shape: [2, 3, 3, 3]}, {shape: [3, 1, 2, 2]}],
      attributes: {group: 3, strides: [2, 2]},
    },
    {
      name: 'output shape given',
      inputs: [{shape: [1, 2, 3, 3]}, {shape: [2, 1, 3, 3]}],
      attributes: {strides: [2, 2], output_shape: [6, 6]},
    },
    {
      name: 'same, upper',
      inputs: [{shape: [1, 2, 3, 2]}, {shape: [2, 1, 3, 3]}],
      attributes: {strides: [2, 2], auto_pad: 'SAME_UPPER'},
    },
    {
      name: 'one spatial axis, many channels',
      inputs: [{shape: [2, 2, 4]}, {shape: [2, 16, 3]}],
      attributes: {strides: [2]},
    },
  ],
});

interface Place {
  /** Of the input. */
  readonly size: Dim;
  readonly at: number;
  /** Number of spatial axes. */
  readonly rank: number;
}

function axisOf(node: NodeSpec, kernel: number, {size, at, rank}: Place): WindowAxis & {readonly extra: number} {
  const numberOf = (name: string, fallback: number, index = at) => intsAttribute(node, name)?.[index] ?? fallback;
  const plain = {kernel, stride: numberOf('strides', 1), dilation: numberOf('dilations', 1)};
  const extra = numberOf('output_padding', 0);
  const mode = stringAttribute(node, 'auto_pad', 'NOTSET');
  const given = intsAttribute(node, 'output_shape');
  const isSame = mode === 'SAME_UPPER' || mode === 'SAME_LOWER';
  if (!given && !isSame) {
    const explicit = mode === 'NOTSET';
    return {
      ...plain,
      extra,
      before: explicit ? numberOf('pads', 0) : 0,
      after: explicit ? numberOf('pads', 0, at + rank) : 0,
    };
  }
  const known = typeof size === 'number' ? size : 1;
  const wanted = given ? (given.at(at - rank) ?? 0) : known * plain.stride;
  const total = Math.max(0, (known - 1) * plain.stride + extra + extentOf(plain) - wanted);
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return {...plain, extra, ...(mode === 'SAME_UPPER' ? {before: less, after: more} : {before: more, after: less})};
}

function outputSize(node: NodeSpec, kernel: number | undefined, place: Place): Dim {
  const given = intsAttribute(node, 'output_shape');
  if (given) return given.at(place.at - place.rank) ?? '';
  if (typeof place.size !== 'number' || kernel === undefined) return '';
  const axis = axisOf(node, kernel, place);
  return (place.size - 1) * axis.stride + axis.extra + extentOf(axis) - axis.before - axis.after;
}

/** The convolution that takes the result back to the shape of x. */
function readConvolution(context: VjpContext): Convolution {
  const {node, outputs} = context;
  const x = inputOf(context, 0).shape;
  const weight = staticShape(inputOf(context, 1).shape);
  const [xSizes, ySizes] = [staticShape(x?.slice(2)), staticShape(outputs[0]?.shape?.slice(2))];
  if (!weight || !xSizes || !ySizes)
    throw context.refuse(`it needs all sizes but the batch, and its input is ${formatShape(x)}`);
  const axes = xSizes.map((size, at) => axisOf(node, weight[at + 2] ?? 0, {size, at, rank: xSizes.length}));
  for (const [at, axis] of axes.entries()) {
    const reached = ((xSizes[at] ?? 0) - 1) * axis.stride + extentOf(axis) - axis.before - axis.after;
    if ((ySizes[at] ?? 0) - reached >= axis.stride || (ySizes[at] ?? 0) < reached)
      throw context.refuse('an output larger than its windows reach has none yet');
  }
  const group = intAttribute(node, 'group', 1);
  return {
    axes,
    inputSizes: ySizes,
    outputSizes: xSizes,
    group,
    inputChannels: (weight[1] ?? 0) * group,
    outputChannels: weight[0] ?? 0,
  };
}
