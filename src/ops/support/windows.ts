// The sliding windows of convolutions and pools: size, step, dilation and padding along each spatial axis, from a node's
// attributes and, where padding depends on it (auto_pad), the size of the input.
import {opError} from '../errors.js';
import type {Dim, NodeSpec} from '../define.js';
import {intAttribute, intsAttribute, stringAttribute} from './attributes.js';

/** One spatial axis of a window. */
export interface WindowAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding in front of the axis and after it. */
  readonly before: number;
  readonly after: number;
}

/** From the first element a window touches to its last. */
export const extentOf = ({kernel, dilation}: Pick<WindowAxis, 'kernel' | 'dilation'>): number =>
  dilation * (kernel - 1) + 1;

/**
 * The window along each spatial axis; undefined where padding follows from a size that is not known.
 *
 * @param kernel - size along each spatial axis
 * @param sizes - of the input along each spatial axis
 * @throws IngotError `OP_INVALID` for attributes of another rank
 */
export function windowAxes(
  node: NodeSpec,
  kernel: readonly number[],
  sizes: readonly Dim[],
): readonly WindowAxis[] | undefined {
  const rank = kernel.length;
  const numbersOf = (name: string, count: number, fallback: number): readonly number[] => {
    const given = intsAttribute(node, name);
    if (given && given.length !== count)
      throw opError(
        'OP_INVALID',
        `${node.opType} over ${String(rank)} spatial axes expects ${String(count)} numbers in '${name}', got ${String(given.length)}.`,
      );
    return given ?? Array<number>(count).fill(fallback);
  };
  const [strides, dilations] = [numbersOf('strides', rank, 1), numbersOf('dilations', rank, 1)];
  const pads = numbersOf('pads', 2 * rank, 0);
  const mode = stringAttribute(node, 'auto_pad', 'NOTSET');
  const axes = kernel.map((size, axis): WindowAxis | undefined => {
    const plain = {kernel: size, stride: strides[axis] ?? 1, dilation: dilations[axis] ?? 1, before: 0, after: 0};
    if (mode === 'VALID') return plain;
    if (mode === 'NOTSET') return {...plain, before: pads[axis] ?? 0, after: pads[axis + rank] ?? 0};
    const total = samePadding(sizes[axis] ?? '', plain);
    if (total === undefined) return undefined;
    const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
    return mode === 'SAME_UPPER' ? {...plain, before: less, after: more} : {...plain, before: more, after: less};
  });
  return axes.every((axis) => axis !== undefined) ? axes : undefined;
}

/** As many windows as strides fit into the axis, the last one begun counted. */
function samePadding(size: Dim, axis: WindowAxis): number | undefined {
  if (axis.stride === 1) return extentOf(axis) - 1;
  if (typeof size === 'string') return undefined;
  return Math.max(0, (Math.ceil(size / axis.stride) - 1) * axis.stride + extentOf(axis) - size);
}

/** Number of windows along an axis; a symbol where the axis keeps its size. */
export function windowCount(size: Dim, axis: WindowAxis, isCeil = false): Dim {
  const room = axis.before + axis.after - extentOf(axis);
  if (typeof size === 'string') return axis.stride === 1 && room === -1 ? size : '';
  const steps = (size + room) / axis.stride;
  if (!isCeil) return Math.max(0, Math.floor(steps) + 1);
  const count = Math.ceil(steps) + 1;
  // A window that would begin behind the input and its front padding does not count.
  return (count - 1) * axis.stride >= size + axis.before ? count - 1 : count;
}

export const isCeilMode = (node: NodeSpec): boolean => intAttribute(node, 'ceil_mode', 0) !== 0;

/** Whether no element is in two windows. */
export const isDisjoint = (axes: readonly WindowAxis[]): boolean => axes.every((axis) => axis.stride >= extentOf(axis));

/** The windows as attributes of a Conv, a pool or a ConvTranspose node. */
export function windowAttributes(axes: readonly WindowAxis[]): {
  readonly kernel_shape: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
} {
  return {
    kernel_shape: axes.map(({kernel}) => kernel),
    strides: axes.map(({stride}) => stride),
    dilations: axes.map(({dilation}) => dilation),
    pads: [...axes.map(({before}) => before), ...axes.map(({after}) => after)],
  };
}
