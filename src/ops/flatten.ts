import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {reshapeLike} from './support/like.js';
import {isSameShape, productOfDims} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/** A matrix: the axes before `axis` (default 1) by the rest. @see ONNX Operators, Flatten-13 */
export const flatten = defineOp({
  name: 'Flatten',
  isIdentity: ({inputs: [x]}, {shape}) => isSameShape(x?.shape, shape),
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const axis = intAttribute(context.node, 'axis', 1);
    if (!shape) return [{dtype, shape: ['', '']}];
    const at = axis < 0 ? axis + shape.length : axis;
    return [
      {
        dtype,
        shape: [productOfDims(shape.slice(0, at)), productOfDims(shape.slice(at))],
        content: context.content(context.inputs[0]),
      },
    ];
  },
  vjp: (context) => [reshapeLike(context.g, gradientOf(context), inputOf(context, 0))],
  samples: [
    {inputs: [{shape: [2, 3, 4]}]},
    {name: 'axis 0', inputs: [{shape: [2, 3]}], attributes: {axis: 0}},
    {name: 'axis counted from the end', inputs: [{shape: [2, 3, 4]}], attributes: {axis: -1}},
    {name: 'empty', inputs: [{shape: [0, 3, 2]}]},
  ],
});
