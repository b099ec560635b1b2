import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {zerosLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {gradientOf, inputOf} from './support/unary.js';

/** Per place of `indices`, the element of `data` there along an axis; the gradient is added back. @see ONNX Operators, GatherElements-13 */
export const gatherElements = defineOp({
  name: 'GatherElements',
  infer: (context) => [{dtype: requireInput(context, 0).dtype, shape: requireInput(context, 1).shape}],
  vjp: (context) => {
    const {g, node} = context;
    const inputs = [zerosLike(g, inputOf(context, 0)), inputOf(context, 1), gradientOf(context)];
    return [g.op('ScatterElements', inputs, {axis: intAttribute(node, 'axis', 0), reduction: 'add'}), null];
  },
  samples: [
    {name: 'one class per row', inputs: [{shape: [3, 4]}, fixed([2, 0, -1], 'int64', [3, 1])], attributes: {axis: 1}},
    {name: 'twice the same', inputs: [{shape: [3, 2]}, fixed([1, 1, 1, 0], 'int64', [2, 2])]},
    {name: 'none', inputs: [{shape: [3, 2]}, fixed([], 'int64', [0, 2])]},
  ],
});
