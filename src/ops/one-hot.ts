import {defineOp} from './define.js';
import type {Dim} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';
import {normalizeAxis} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * A new axis of size `depth`: `values[1]` at the index, `values[0]` elsewhere. Differentiable in `values` alone.
 * @see ONNX Operators, OneHot-11
 */
export const oneHot = defineOp({
  name: 'OneHot',
  infer: (context) => {
    const {shape} = requireInput(context, 0);
    const depth: Dim = context.content(requireInput(context, 1))?.[0] ?? '';
    const {dtype} = requireInput(context, 2);
    if (!shape) return [{dtype, shape: undefined}];
    const axis = normalizeAxis(intAttribute(context.node, 'axis', -1), shape.length + 1, 'OneHot');
    return [{dtype, shape: shape.toSpliced(axis, 0, depth)}];
  },
  vjp: (context) => {
    const {g, node, wants} = context;
    if (!wants(2)) return [null, null, null];
    const [indices, depth, values] = [0, 1, 2].map((index) => inputOf(context, index));
    const dy = gradientOf(context);
    const mask = g.op('OneHot', [indices, depth, g.numbers([0, 1], values?.dtype)], {
      axis: intAttribute(node, 'axis', -1),
    });
    const on = g.reduceSum(g.mul(dy, mask));
    return [
      null,
      null,
      g.concat(
        [g.sub(g.reduceSum(dy), on), on].map((part) => g.reshape(part, [1])),
        0,
      ),
    ];
  },
  samples: [
    {inputs: [fixed([2, 0, 1]), fixed([4], 'int64'), {shape: [2]}]},
    {
      name: 'axis 0',
      inputs: [fixed([1, 0, 1, 1], 'int64', [2, 2]), fixed([2], 'int64'), {shape: [2]}],
      attributes: {axis: 0},
    },
    {name: 'outside the range', inputs: [fixed([5, -1]), fixed([3], 'int64'), {shape: [2]}]},
    {name: 'empty', inputs: [fixed([]), fixed([3], 'int64'), {shape: [2]}]},
  ],
});
