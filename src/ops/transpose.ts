import {defineOp} from './define.js';
import type {Content, InferContext} from './define.js';
import {intsAttribute} from './support/attributes.js';
import {opError} from './errors.js';
import {requireInput} from './support/infer.js';
import {placeOf, tabulate} from './support/content.js';
import {formatShape, staticShape} from './support/shapes.js';
import {gradientOf} from './support/unary.js';

/** Axes in another order, reversed by default; the gradient goes through the inverse order. @see ONNX Operators, Transpose-13 */
export const transpose = defineOp({
  name: 'Transpose',
  isIdentity: ({node}) => intsAttribute(node, 'perm')?.every((from, to) => from === to) === true,
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const perm = intsAttribute(context.node, 'perm');
    if (!shape) return [{dtype, shape: perm?.map(() => '')}];
    const order = perm ?? [...shape.keys()].reverse();
    if (order.length !== shape.length || [...order].sort((a, b) => a - b).some((axis, index) => axis !== index))
      throw opError('SHAPE_MISMATCH', `Transpose by [${order.join(', ')}] does not fit ${formatShape(shape)}.`);
    const turned = order.map((axis) => shape[axis] ?? '');
    return [{dtype, shape: turned, content: turnedContent(context, order)}];
  },
  vjp: (context) => {
    const perm = intsAttribute(context.node, 'perm');
    return [
      context.g.transpose(
        gradientOf(context),
        perm?.map((_, axis) => perm.indexOf(axis)),
      ),
    ];
  },
  samples: [
    {inputs: [{shape: [3, 4]}]},
    {name: 'three axes', inputs: [{shape: [2, 3, 4]}], attributes: {perm: [1, 2, 0]}},
    {name: 'scalar', inputs: [{shape: []}]},
    {name: 'empty', inputs: [{shape: [2, 0, 3]}], attributes: {perm: [0, 2, 1]}},
  ],
});

function turnedContent(context: InferContext, order: readonly number[]): Content | undefined {
  const [x] = context.inputs;
  const content = context.content(x);
  const dims = staticShape(x?.shape);
  if (!content || !dims) return undefined;
  return tabulate(
    order.map((axis) => dims[axis] ?? 1),
    (index) =>
      content[
        placeOf(
          dims.map((_, axis) => index[order.indexOf(axis)] ?? 0),
          dims,
        )
      ] ?? '',
  );
}
