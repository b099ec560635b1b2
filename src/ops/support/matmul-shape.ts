import {opError} from '../errors.js';
import type {Shape} from '../define.js';
import type {ProductFlags} from './product.js';
import {broadcastShapes, formatShape, unifyDims} from './shapes.js';

/**
 * Shape of a matrix product in NumPy's sense: a vector on the left is a row, on the right a column, and loses that axis.
 *
 * @throws IngotError `SHAPE_MISMATCH` when the inner sizes differ
 */
export function matMulShape(
  left: Shape | undefined,
  right: Shape | undefined,
  opType: string,
  flags: ProductFlags = {transA: false, transB: false},
): Shape | undefined {
  if (!left || !right) return undefined;
  const a = matrixOf(left, flags.transA, 'row');
  const b = matrixOf(right, flags.transB, 'column');
  if (!a || !b || unifyDims(a.columns, b.rows) === undefined)
    throw opError('SHAPE_MISMATCH', `${opType} cannot multiply ${formatShape(left)} by ${formatShape(right)}.`, {
      hints: ['The last size of the left operand must be the last but one of the right.'],
    });
  const batch = broadcastShapes([a.batch, b.batch], opType) ?? [];
  return [...batch, ...(left.length > 1 ? [a.rows] : []), ...(right.length > 1 ? [b.columns] : [])];
}

function matrixOf(shape: Shape, transposed: boolean, vector: 'row' | 'column') {
  const [last, beforeLast] = [shape.at(-1), shape.at(-2)];
  if (last === undefined) return undefined;
  if (beforeLast === undefined)
    return vector === 'row' ? {batch: [], rows: 1, columns: last} : {batch: [], rows: last, columns: 1};
  const batch = shape.slice(0, -2);
  return transposed ? {batch, rows: last, columns: beforeLast} : {batch, rows: beforeLast, columns: last};
}
