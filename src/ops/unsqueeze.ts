import {defineOp} from './define.js';
import {intsAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {reshapeLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {constantNumbers, isSameShape, normalizeAxis} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/** Inserts axes of size 1, at places counted in the result. @see ONNX Operators, Unsqueeze-13 */
export const unsqueeze = defineOp({
  name: 'Unsqueeze',
  isIdentity: ({inputs: [x]}, {shape}) => isSameShape(x?.shape, shape),
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const axes = constantNumbers(context.constant(context.inputs[1])) ?? intsAttribute(context.node, 'axes');
    if (!shape || !axes) return [{dtype, shape: undefined}];
    const rank = shape.length + axes.length;
    const added = new Set(axes.map((axis) => normalizeAxis(axis, rank, 'Unsqueeze')));
    const rest = [...shape];
    const unsqueezed = Array.from({length: rank}, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? '')));
    return [{dtype, shape: unsqueezed, content: context.content(context.inputs[0])}];
  },
  vjp: (context) => {
    const {g, inputs} = context;
    const x = inputOf(context, 0);
    const dy = gradientOf(context);
    const dx = inputs[1] ? {...g.op('Squeeze', [dy, inputs[1]]), shape: x.shape} : reshapeLike(g, dy, x);
    return inputs.map((_, index) => (index === 0 ? dx : null));
  },
  samples: [
    {inputs: [{shape: [2, 3]}, fixed([0, -1])]},
    {name: 'scalar', inputs: [{shape: []}, fixed([0])]},
    {name: 'empty', inputs: [{shape: [0]}, fixed([1])]},
  ],
});
