// Bringing a value to the shape of another, with constants where the sizes are known and Shape nodes where they are not.
import {numbers} from '../dtypes.js';
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {staticShape} from './shapes.js';

/** The sizes of `like` as an int64 vector: a constant where all are known. */
export function sizesOf(g: OpGraph, like: Value): Value {
  const sizes = staticShape(like.shape);
  return sizes ? g.ints(sizes) : g.shapeOf(like);
}

/** `value`, which has as many elements as `like`, in the shape of `like`. */
export function reshapeLike(g: OpGraph, value: Value, like: Value): Value {
  const {shape} = like;
  const unknown = shape?.filter((dim) => typeof dim === 'string').length ?? Infinity;
  // In a Reshape target 0 means "copy" unless allowzero is set, and allowzero excludes -1.
  if (shape && unknown === 0)
    return refine(g.op('Reshape', [value, sizesOf(g, like)], {allowzero: shape.includes(0) ? 1 : undefined}), like);
  if (shape && unknown === 1 && !shape.includes(0))
    return refine(
      g.reshape(
        value,
        shape.map((dim) => (typeof dim === 'string' ? -1 : dim)),
      ),
      like,
    );
  return refine(g.op('Reshape', [value, g.shapeOf(like)], {allowzero: 1}), like);
}

/** `value`, which broadcasts to `like`, stretched to its shape. */
export function expandLike(g: OpGraph, value: Value, like: Value): Value {
  return refine(g.op('Expand', [value, sizesOf(g, like)]), like);
}

/** Zeros of the dtype and shape of `like`, not stored in the model. */
export function zerosLike(g: OpGraph, like: Value): Value {
  const value = {type: 'tensor', value: {dtype: like.dtype, dims: [1], data: numbers(like.dtype, [0])}} as const;
  return refine(g.op('ConstantOfShape', [sizesOf(g, like)], {value}), like);
}

/** The same value, with the shape we know it has. */
function refine(value: Value, like: Value): Value {
  return {...value, shape: like.shape};
}
