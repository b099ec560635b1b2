// Arithmetic on shapes with symbolic sizes. '' is a size nothing is known about; equal symbols are equal sizes.
import {opError} from '../errors.js';
import type {Dim, Shape, Tensor} from '../define.js';
import {divideExactly, multiplyDims} from './symbols.js';

/**
 * The shape operands are stretched to by multidirectional broadcasting; undefined when a rank is unknown.
 *
 * A known size above 1 beats a symbol (which can only be that size or 1); two different symbols give an unknown size.
 *
 * @throws IngotError `SHAPE_MISMATCH` when two known sizes differ and neither is 1
 * @see ONNX, Broadcasting in ONNX
 */
export function broadcastShapes(shapes: readonly (Shape | undefined)[], opType: string): Shape | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  if (known.length < shapes.length) return undefined;
  return known.reduce((a, b) => broadcastPair(a, b, opType), []);
}

function broadcastPair(a: Shape, b: Shape, opType: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({length: rank}, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    if (typeof left === 'string') return typeof right === 'string' ? '' : right;
    if (typeof right === 'string') return left;
    throw opError('SHAPE_MISMATCH', `${opType} cannot broadcast ${formatShape(a)} with ${formatShape(b)}.`);
  });
}

/** `[batch, 3, ?]` */
export function formatShape(shape: Shape | undefined): string {
  return shape === undefined ? '[…]' : `[${shape.map((dim) => (dim === '' ? '?' : String(dim))).join(', ')}]`;
}

/**
 * Axis counted from the front.
 *
 * @throws IngotError `SHAPE_MISMATCH` when there is no such axis
 */
export function normalizeAxis(axis: number, rank: number, opType: string): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive >= 0 && positive < rank) return positive;
  throw opError('SHAPE_MISMATCH', `${opType} asks for axis ${String(axis)} of a tensor of rank ${String(rank)}.`);
}

/** The sizes where all are known. */
export function staticShape(shape: Shape | undefined): readonly number[] | undefined {
  return shape?.every((dim) => typeof dim === 'number') === true ? shape : undefined;
}

/** Two sizes that must agree (a matrix product's inner ones): the better known of both, undefined on contradiction. */
export function unifyDims(a: Dim, b: Dim): Dim | undefined {
  if (a === b || b === '') return a;
  if (a === '' || typeof b === 'number') return typeof a === 'number' ? undefined : b;
  return a;
}

/** Product of sizes, of symbols too. */
export function productOfDims(dims: readonly Dim[]): Dim {
  return dims.reduce(multiplyDims, 1);
}

/**
 * Product of `dims` over the product of `by`; equal symbols cancel. Unknown where a symbol remains that may leave a rest;
 * of numbers the quotient, whole or not.
 */
export function divideDims(dims: readonly Dim[], by: readonly Dim[]): Dim {
  const rest = [...dims];
  const divisors = by.filter((dim) => {
    const at = dim === '' ? -1 : rest.indexOf(dim);
    if (at < 0 || typeof dim === 'number') return true;
    rest.splice(at, 1);
    return false;
  });
  const [whole, divisor] = [productOfDims(rest), productOfDims(divisors)];
  if (typeof whole === 'number' && typeof divisor === 'number') return divisor === 0 ? 0 : whole / divisor;
  return divideExactly(whole, divisor);
}

/** Whether two shapes are known to be equal; an unknown size equals none. */
export function isSameShape(a: Shape | undefined, b: Shape | undefined): boolean {
  return a !== undefined && a.length === b?.length && a.every((dim, axis) => dim !== '' && dim === b[axis]);
}

/** The numbers of an integer or float tensor known at build time. */
export function constantNumbers(tensor: Tensor | undefined): number[] | undefined {
  return tensor && Array.from(tensor.data as ArrayLike<number | bigint>, Number);
}
