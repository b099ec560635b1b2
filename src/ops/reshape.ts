import {defineOp} from './define.js';
import type {Content, Dim, Shape} from './define.js';
import {opError} from './errors.js';
import {intAttribute} from './support/attributes.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {reshapeLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {divideDims, formatShape, isSameShape, productOfDims} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/** The same elements in another shape: 0 copies a size (unless `allowzero`), -1 is worked out. @see ONNX Operators, Reshape-14 */
export const reshape = defineOp({
  name: 'Reshape',
  isIdentity: ({inputs: [x]}, {shape}) => isSameShape(x?.shape, shape),
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const target = requireInput(context, 1);
    const wanted = context.content(target);
    const content = context.content(context.inputs[0]);
    if (!wanted) {
      const rank = target.shape?.[0];
      return [{dtype, shape: unknownOfRank(typeof rank === 'number' ? rank : undefined)}];
    }
    return [{dtype, shape: reshaped(shape, wanted, intAttribute(context.node, 'allowzero', 0) !== 0), content}];
  },
  vjp: (context) => [reshapeLike(context.g, gradientOf(context), inputOf(context, 0)), null],
  samples: [
    {inputs: [{shape: [2, 6]}, fixed([3, 4])]},
    {name: 'one size worked out', inputs: [{shape: [2, 3, 4]}, fixed([0, -1])]},
    {name: 'to a scalar', inputs: [{shape: [1, 1]}, fixed([])]},
    {name: 'empty', inputs: [{shape: [0, 3]}, fixed([3, 0])], attributes: {allowzero: 1}},
  ],
});

/** A size of the target that is not known is worked out like -1, where it is the only one. */
function reshaped(shape: Shape | undefined, target: Content, allowZero: boolean): Shape {
  const known: Dim[] = target.map((size, axis) => (size === 0 && !allowZero ? (shape?.[axis] ?? '') : size));
  const isOpen = (dim: Dim): boolean => dim === -1 || dim === '';
  const others = known.filter((dim) => !isOpen(dim));
  const rest = shape ? divideDims(shape, others) : '';
  const openCount = known.length - others.length;
  const isWrong = openCount === 0 ? typeof rest === 'number' && rest !== 1 : !isWhole(rest);
  // 0 elements into 0 elements: the quotient says nothing.
  const isEmpty = shape && productOfDims(shape) === 0 && (openCount > 0 || productOfDims(others) === 0);
  if (shape && isWrong && isEmpty !== true)
    throw opError('SHAPE_MISMATCH', `Reshape cannot bring ${formatShape(shape)} into ${formatShape(target)}.`);
  return known.map((dim) => (isOpen(dim) ? (openCount === 1 ? rest : '') : dim));
}

const isWhole = (dim: Dim): boolean => typeof dim === 'string' || Number.isInteger(dim);
