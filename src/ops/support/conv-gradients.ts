// Gradients of a convolution as graph. Conv and ConvTranspose are each other's input gradients and share the weight
// gradient, with the roles of input and output gradient exchanged.
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {depthwiseWeightGradient, stackOf} from './depthwise-gradient.js';
import {extentOf, windowAttributes, windowCount, type WindowAxis} from './windows.js';

/** What a convolution is, all sizes but the batch known. */
export interface Convolution {
  readonly axes: readonly WindowAxis[];
  /** Spatial sizes of the input and of the output. */
  readonly inputSizes: readonly number[];
  readonly outputSizes: readonly number[];
  readonly group: number;
  /** Of the input and of the output, all groups together. */
  readonly inputChannels: number;
  readonly outputChannels: number;
}

export const isPointwise = (axes: readonly WindowAxis[]): boolean =>
  axes.every(({kernel, before, after}) => kernel === 1 && before === 0 && after === 0);

export const isDepthwise = ({group, inputChannels}: Convolution): boolean => group > 1 && group === inputChannels;

/** From so many input channels a group a convolution with turned weights beats ConvTranspose (measured at 32 and 64). */
const CHANNELS_FOR_CONV = 48;
/** Or where both sides fill blocks of so many, for which the runtime has a blocked layout in which it always does. */
const CHANNELS_OF_BLOCK = 16;

/** Below so many channels a group the columns of all taps are laid side by side for one product (measured at 3 and 32). */
const CHANNELS_FOR_DILATED = 16;

/**
 * The gradient of a convolution by its input, `[batch, inputChannels, …inputSizes]`.
 *
 * @param weight - `[outputChannels, inputChannels / group, …kernel]`
 * @param dy - `[batch, outputChannels, …outputSizes]`
 */
export function convInputGradient(
  g: OpGraph,
  conv: Convolution,
  {weight, dy}: {readonly weight: Value; readonly dy: Value},
): Value {
  const {axes, inputSizes, outputSizes, group, inputChannels} = conv;
  // With steps of 1 it is a convolution of dy, padded by what the windows reach beyond, with the weights turned around.
  const turned = axes.map((axis, at): WindowAxis => {
    const before = extentOf(axis) - 1 - axis.before;
    return {...axis, before, after: (inputSizes[at] ?? 0) - (outputSizes[at] ?? 0) + axis.before};
  });
  const isConv = axes.every(({stride}) => stride === 1) && turned.every(({before, after}) => before >= 0 && after >= 0);
  const fillsBlocks = inputChannels % CHANNELS_OF_BLOCK === 0 && conv.outputChannels % CHANNELS_OF_BLOCK === 0;
  const isFaster =
    inputChannels / group >= CHANNELS_FOR_CONV ||
    (group === 1 && fillsBlocks) ||
    isDepthwise(conv) ||
    isPointwise(axes);
  if (isConv && isFaster)
    return g.op('Conv', [dy, turnWeight(g, weight, conv)], {...windowAttributes(turned), group: groupOf(group)});
  const padding = axes.map((axis, at) => {
    const reached = ((outputSizes[at] ?? 0) - 1) * axis.stride + extentOf(axis) - axis.before - axis.after;
    return (inputSizes[at] ?? 0) - reached;
  });
  return g.op('ConvTranspose', [dy, weight], {
    ...windowAttributes(axes),
    output_padding: padding.some((count) => count > 0) ? padding : undefined,
    group: groupOf(group),
  });
}

const groupOf = (group: number): number | undefined => (group === 1 ? undefined : group);

/** `[output, input / group, …kernel]` → `[input, output / group, …kernel]`, each kernel turned around. */
export function turnWeight(g: OpGraph, weight: Value, conv: Convolution): Value {
  const {axes, group, inputChannels, outputChannels} = conv;
  const kernel = axes.map((axis) => axis.kernel);
  const [fromInput, fromOutput] = [inputChannels / group, outputChannels / group];
  const places = kernel.map((_, at) => at);
  const swapped =
    group === 1
      ? g.transpose(weight, [1, 0, ...places.map((at) => at + 2)])
      : fromInput === 1 && fromOutput === 1
        ? weight
        : g.reshape(
            g.transpose(g.reshape(weight, [group, fromOutput, fromInput, ...kernel]), [
              0,
              2,
              1,
              ...places.map((at) => at + 3),
            ]),
            [inputChannels, fromOutput, ...kernel],
          );
  const turned = places.filter((at) => kernel[at] !== 1);
  if (turned.length === 0) return swapped;
  return g.op('Slice', [
    swapped,
    g.ints(turned.map(() => -1)),
    g.ints(turned.map(() => -(2 ** 31))),
    g.ints(turned.map((at) => at + 2)),
    g.ints(turned.map(() => -1)),
  ]);
}

/**
 * The gradient of a convolution by its weight, `[outputChannels, inputChannels / group, …kernel]`.
 *
 * @param x - `[batch, inputChannels, …inputSizes]`
 * @param dy - `[batch, outputChannels, …outputSizes]`
 */
export function convWeightGradient(
  g: OpGraph,
  conv: Convolution,
  values: {readonly x: Value; readonly dy: Value},
): Value {
  const {axes, group, inputChannels} = conv;
  if (isPointwise(axes)) return pointwiseGradient(g, conv, values);
  const stack = isDepthwise(conv) && conv.outputChannels === inputChannels ? stackOf(conv) : undefined;
  if (stack) return depthwiseWeightGradient(g, conv, {...values, stack});
  return inputChannels / group < CHANNELS_FOR_DILATED
    ? columnsGradient(g, conv, values)
    : dilatedGradient(g, conv, values);
}

/** A kernel of one element: a product over all places, summed over the batch. */
function pointwiseGradient(g: OpGraph, conv: Convolution, {x, dy}: {readonly x: Value; readonly dy: Value}): Value {
  const {axes, outputSizes} = conv;
  const used = axes.some(({stride}) => stride > 1)
    ? takePlaces(
        g,
        x,
        conv,
        axes.map(() => 0),
      )
    : x;
  return productOverPlaces(g, conv, {columns: used, dy, taps: 1, places: product(outputSizes)});
}

/** The inputs of every tap of the kernel as further channels, then one product over all places. */
function columnsGradient(g: OpGraph, conv: Convolution, {x, dy}: {readonly x: Value; readonly dy: Value}): Value {
  const {axes, group, inputChannels, outputSizes} = conv;
  const padded = padSpatial(g, x, axes);
  const taps = tapsOf(axes);
  const places = product(outputSizes);
  const parts = taps.map((tap) => takePlaces(g, padded, conv, tap));
  const grouped =
    group === 1 ? parts : parts.map((part) => g.reshape(part, [-1, group, inputChannels / group, places]));
  const columns = g.concat(grouped, group === 1 ? 1 : 2);
  return productOverPlaces(g, conv, {columns, dy, taps: taps.length, places});
}

interface Product {
  /** `[batch, taps · inputChannels, …]`, or of each group. */
  readonly columns: Value;
  readonly dy: Value;
  readonly taps: number;
  /** Of the output. */
  readonly places: number;
}

function productOverPlaces(g: OpGraph, conv: Convolution, {columns, dy, taps, places}: Product): Value {
  const {axes, group, inputChannels, outputChannels} = conv;
  const [fromInput, fromOutput] = [inputChannels / group, outputChannels / group];
  const lead = group === 1 ? [-1] : [-1, group];
  const products = g.op(
    'FusedMatMul',
    [g.reshape(dy, [...lead, fromOutput, places]), g.reshape(columns, [...lead, taps * fromInput, places])],
    {transB: 1},
    {domain: 'com.microsoft'},
  );
  const sum = g.reduceSum(products, [0]);
  const kernel = axes.map((axis) => axis.kernel);
  if (taps === 1) return g.reshape(sum, [outputChannels, fromInput, ...kernel]);
  const byTap = g.transpose(g.reshape(sum, [outputChannels, taps, fromInput]), [0, 2, 1]);
  return g.reshape(byTap, [outputChannels, fromInput, ...kernel]);
}

/**
 * A convolution in which dy is the weight and the batch its channels: input channels lie beside the last spatial axis,
 * and dilations jump over them, so that the places of the window come out as taps and channels of the kernel.
 */
function dilatedGradient(g: OpGraph, conv: Convolution, {x, dy}: {readonly x: Value; readonly dy: Value}): Value {
  const {axes, inputSizes, outputSizes, group, inputChannels, outputChannels} = conv;
  const channels = inputChannels / group;
  const last = axes.length - 1;
  /** Padding after each axis so that exactly the taps come out; negative: inputs no window reaches. */
  const after = axes.map(
    (axis, at) => extentOf(axis) + ((outputSizes[at] ?? 0) - 1) * axis.stride - (inputSizes[at] ?? 0) - axis.before,
  );
  const sizes = inputSizes.map((size, at) => size + Math.min(0, after[at] ?? 0));
  const reached = sizes.some((size, at) => size !== inputSizes[at]) ? cutSpatial(g, x, sizes) : x;
  const places = axes.map((_, at) => at);
  const channelsLast =
    group === 1
      ? g.transpose(reached, [0, ...places.map((at) => at + 2), 1])
      : g.transpose(g.reshape(reached, [-1, group, channels, ...sizes]), [1, 0, ...places.map((at) => at + 3), 2]);
  const flat = g.reshape(channelsLast, [1, -1, ...sizes.map((size, at) => (at === last ? size * channels : size))]);
  const window = axes.map((axis, at): WindowAxis => {
    const width = at === last ? channels : 1;
    return {
      kernel: outputSizes[at] ?? 0,
      dilation: axis.stride * width,
      // Along the last axis dilated taps are picked afterwards: their channels lie between.
      stride: at === last ? 1 : axis.dilation,
      before: axis.before * width,
      after: Math.max(0, after[at] ?? 0) * width,
    };
  });
  const weight = g.transpose(dy, [1, 0, ...places.map((at) => at + 2)]);
  const y = g.op('Conv', [flat, weight], {...windowAttributes(window), group: groupOf(group)});
  const taps = axes.map((axis, at) => (at === last ? extentOf(axis) : axis.kernel));
  const byTap = g.reshape(y, [outputChannels, ...taps, channels]);
  const step = axes[last]?.dilation ?? 1;
  const picked =
    step === 1
      ? byTap
      : g.op('Slice', [byTap, g.ints([0]), g.ints([taps[last] ?? 0]), g.ints([last + 1]), g.ints([step])]);
  return g.transpose(picked, [0, last + 2, ...places.map((at) => at + 1)]);
}

/** The elements of a padded input that tap `tap` of the kernel meets at each place of the output. */
function takePlaces(g: OpGraph, padded: Value, {axes, outputSizes}: Convolution, tap: readonly number[]): Value {
  const starts = axes.map((axis, at) => (tap[at] ?? 0) * axis.dilation);
  const ends = starts.map((start, at) => start + ((outputSizes[at] ?? 0) - 1) * (axes[at]?.stride ?? 1) + 1);
  const spatial = axes.map((_, at) => at + 2);
  const steps = axes.map(({stride}) => stride);
  return g.op('Slice', [padded, g.ints(starts), g.ints(ends), g.ints(spatial), g.ints(steps)]);
}

function padSpatial(g: OpGraph, x: Value, axes: readonly WindowAxis[]): Value {
  if (axes.every(({before, after}) => before === 0 && after === 0)) return x;
  const before = axes.map((axis) => axis.before);
  return g.op('Pad', [x, g.ints([0, 0, ...before, 0, 0, ...axes.map(({after}) => after)])]);
}

function cutSpatial(g: OpGraph, x: Value, sizes: readonly number[]): Value {
  const spatial = g.ints(sizes.map((_, at) => at + 2));
  return g.op('Slice', [x, g.ints(sizes.map(() => 0)), g.ints(sizes), spatial]);
}

/** Places in the kernel, the last axis fastest. */
function tapsOf(axes: readonly WindowAxis[]): number[][] {
  return axes.reduce<number[][]>(
    (taps, {kernel}) => taps.flatMap((tap) => Array.from({length: kernel}, (_, at) => [...tap, at])),
    [[]],
  );
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

/** The spatial sizes a convolution gives. */
export function convOutputSizes(inputSizes: readonly number[], axes: readonly WindowAxis[]): number[] {
  return axes.map((axis, at) => Number(windowCount(inputSizes[at] ?? 0, axis)));
}

/** The gradient of the bias of a convolution or its transpose: of each channel the sum over rows and places. */
export function convBiasGradient(g: OpGraph, dy: Value, rank: number): Value {
  return g.reduceSum(dy, [0, ...Array.from({length: rank - 2}, (_, at) => at + 2)]);
}
