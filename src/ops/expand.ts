import {defineOp} from './define.js';
import type {Content, InferContext, Shape} from './define.js';
import {stretchedElement, tabulate} from './support/content.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {fixed} from './support/samples.js';
import {broadcastShapes, isSameShape, staticShape} from './support/shapes.js';
import {gradientOf} from './support/unary.js';

/** Broadcasts to a shape (both ways); the engine sums the gradient back. @see ONNX Operators, Expand-13 */
export const expand = defineOp({
  name: 'Expand',
  isIdentity: ({inputs: [x]}, {shape}) => isSameShape(x?.shape, shape),
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const target = requireInput(context, 1);
    const sizes = context.content(target);
    if (sizes) {
      const stretched = broadcastShapes([shape, sizes], 'Expand');
      return [{dtype, shape: stretched, content: stretchedContent(context, stretched)}];
    }
    const rank = target.shape?.[0];
    return [
      {dtype, shape: unknownOfRank(shape && typeof rank === 'number' ? Math.max(rank, shape.length) : undefined)},
    ];
  },
  vjp: (context) => [gradientOf(context), null],
  samples: [
    {inputs: [{shape: [3, 1]}, fixed([2, 1, 4])]},
    {name: 'scalar', inputs: [{shape: []}, fixed([2, 2])]},
    {name: 'the shape stretches too', inputs: [{shape: [2, 3]}, fixed([1])]},
    {name: 'to nothing', inputs: [{shape: [1, 3]}, fixed([0, 3])]},
  ],
});

function stretchedContent({inputs: [x], content}: InferContext, shape: Shape | undefined): Content | undefined {
  const [whole, dims, elements] = [staticShape(shape), staticShape(x?.shape), content(x)];
  return whole && dims && elements && tabulate(whole, (index) => stretchedElement(elements, dims, index));
}
