import {defineOp} from './define.js';
import type {Dim, Shape} from './define.js';
import {opError} from './errors.js';
import {intAttribute} from './support/attributes.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {reshapeLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {constantNumbers, divideDims, formatShape, productOfDims} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/** The same elements in another shape: 0 copies a size (unless `allowzero`), -1 is worked out. @see ONNX Operators, Reshape-14 */
export const reshape = defineOp({
  name: 'Reshape',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const target = requireInput(context, 1);
    const wanted = constantNumbers(context.constant(target));
    if (!wanted) {
      const rank = target.shape?.[0];
      return [{dtype, shape: unknownOfRank(typeof rank === 'number' ? rank : undefined)}];
    }
    return [{dtype, shape: reshaped(shape, wanted, intAttribute(context.node, 'allowzero', 0) !== 0)}];
  },
  vjp: (context) => [reshapeLike(context.g, gradientOf(context), inputOf(context, 0)), null],
  samples: [
    {inputs: [{shape: [2, 6]}, fixed([3, 4])]},
    {name: 'one size worked out', inputs: [{shape: [2, 3, 4]}, fixed([0, -1])]},
    {name: 'to a scalar', inputs: [{shape: [1, 1]}, fixed([])]},
    {name: 'empty', inputs: [{shape: [0, 3]}, fixed([3, 0])], attributes: {allowzero: 1}},
  ],
});

function reshaped(shape: Shape | undefined, target: readonly number[], allowZero: boolean): Shape {
  const known: Dim[] = target.map((size, axis) => (size === 0 && !allowZero ? (shape?.[axis] ?? '') : size));
  const [whole, others] = [shape && productOfDims(shape), productOfDims(known.filter((dim) => dim !== -1))];
  if (shape && !known.includes(-1) && typeof whole === 'number' && typeof others === 'number' && whole !== others)
    throw opError('SHAPE_MISMATCH', `Reshape cannot bring ${formatShape(shape)} into [${target.join(', ')}].`);
  const rest = shape
    ? divideDims(
        shape,
        known.filter((dim) => dim !== -1),
      )
    : '';
  if (typeof rest === 'number' && !Number.isInteger(rest) && known.includes(-1))
    throw opError('SHAPE_MISMATCH', `Reshape cannot bring ${formatShape(shape)} into [${target.join(', ')}].`);
  return known.map((dim) => (dim === -1 ? rest : dim));
}
