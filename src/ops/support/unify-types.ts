import type {ValueType} from '../define.js';
import {opError} from '../errors.js';

/**
 * The type of a value that is one or the other: what both say.
 *
 * @throws IngotError `DTYPE_MISMATCH` when the dtypes differ
 */
export function unifyTypes(a: ValueType, b: ValueType, opType: string): ValueType {
  if (a.dtype !== b.dtype)
    throw opError('DTYPE_MISMATCH', `${opType} gives ${a.dtype} by one way and ${b.dtype} by another.`);
  const {dtype, shape} = a;
  if (!shape || shape.length !== b.shape?.length) return {dtype, shape: undefined};
  return {dtype, shape: shape.map((dim, axis) => (dim === b.shape?.[axis] ? dim : ''))};
}
