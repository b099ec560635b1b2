import {defineOp} from './define.js';
import {intsAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {reshapeLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {constantNumbers, isSameShape, normalizeAxis, staticShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/** Drops axes of size 1: those given, or all. @see ONNX Operators, Squeeze-13 */
export const squeeze = defineOp({
  name: 'Squeeze',
  isIdentity: ({inputs: [x]}, {shape}) => isSameShape(x?.shape, shape),
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const axes = constantNumbers(context.constant(context.inputs[1])) ?? intsAttribute(context.node, 'axes');
    if (!shape || (context.inputs[1] && !axes)) return [{dtype, shape: undefined}];
    // Without axes a symbolic size may or may not be 1, so that not even the rank is known.
    const content = context.content(context.inputs[0]);
    if (!axes) return [{dtype, shape: staticShape(shape)?.filter((size) => size !== 1), content}];
    const dropped = new Set(axes.map((axis) => normalizeAxis(axis, shape.length, 'Squeeze')));
    return [{dtype, shape: shape.filter((_, axis) => !dropped.has(axis)), content}];
  },
  vjp: (context) => {
    const {g, inputs} = context;
    const x = inputOf(context, 0);
    const dy = gradientOf(context);
    const dx = inputs[1] ? {...g.op('Unsqueeze', [dy, inputs[1]]), shape: x.shape} : reshapeLike(g, dy, x);
    return inputs.map((_, index) => (index === 0 ? dx : null));
  },
  samples: [
    {inputs: [{shape: [1, 3, 1]}, fixed([0, -1])]},
    {name: 'all axes of size 1', inputs: [{shape: [1, 3, 1, 2]}]},
    {name: 'to a scalar', inputs: [{shape: [1]}, fixed([0])]},
    {name: 'empty', inputs: [{shape: [1, 0]}, fixed([0])]},
  ],
});
