// Pieces of inference rules that several ops share.
import {opError} from '../errors.js';
import type {InferContext, Shape, Value, ValueType} from '../define.js';
import {broadcastShapes} from './shapes.js';

/** @throws IngotError `OP_INVALID` when the node lacks input `index` */
export function requireInput(context: InferContext, index: number): Value {
  const value = context.inputs[index];
  if (value) return value;
  throw opError('OP_INVALID', `${context.node.opType} needs input ${String(index)}, but the node has none there.`);
}

/** Output like the first input: elementwise ops of one argument. */
export function inferSame(context: InferContext): readonly ValueType[] {
  const {dtype, shape} = requireInput(context, 0);
  return [{dtype, shape}];
}

/**
 * All inputs of one dtype, broadcast together.
 *
 * @throws IngotError `DTYPE_MISMATCH`, `SHAPE_MISMATCH`
 */
export function inferBroadcast(context: InferContext): ValueType {
  const inputs = context.inputs.map((_, index) => requireInput(context, index));
  const {dtype} = requireInput(context, 0);
  requireOneDtype(context, inputs);
  return {
    dtype,
    shape: broadcastShapes(
      inputs.map(({shape}) => shape),
      context.node.opType,
    ),
  };
}

/** @throws IngotError `DTYPE_MISMATCH` when the values are not all of one dtype */
export function requireOneDtype(context: InferContext, values: readonly Value[]): void {
  const [first] = values;
  const other = values.find(({dtype}) => dtype !== first?.dtype);
  if (first && other)
    throw opError(
      'DTYPE_MISMATCH',
      `${context.node.opType} needs inputs of one dtype, but '${first.name}' is ${first.dtype} and '${other.name}' is ${other.dtype}.`,
      {hints: ['Cast one of them.']},
    );
}

/** Shape known, or the rank alone, or nothing. */
export function unknownOfRank(rank: number | undefined): Shape | undefined {
  return rank === undefined ? undefined : Array.from({length: rank}, () => '');
}
