import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {perOutput} from './support/flops.js';
import {inferSame} from './support/infer.js';
import {fixed} from './support/samples.js';
import {gradientOf, inputOf} from './support/unary.js';

/** Running sums along an axis; the gradient is the running sum of dy from the other end. @see ONNX Operators, CumSum-14 */
export const cumSum = defineOp({
  name: 'CumSum',
  infer: inferSame,
  vjp: (context) => {
    const {g, node} = context;
    const attributes = {
      exclusive: intAttribute(node, 'exclusive', 0),
      reverse: 1 - intAttribute(node, 'reverse', 0),
    };
    return [g.op('CumSum', [gradientOf(context), inputOf(context, 1)], attributes), null];
  },
  flops: perOutput(1),
  samples: [
    {inputs: [{shape: [3, 4]}, fixed([1], 'int64', [])]},
    {name: 'exclusive', inputs: [{shape: [2, 4]}, fixed([-1])], attributes: {exclusive: 1}},
    {name: 'from the end', inputs: [{shape: [3, 2]}, fixed([0], 'int32', [])], attributes: {reverse: 1}},
    {
      name: 'from the end, exclusive',
      inputs: [{shape: [1, 3]}, fixed([1], 'int64', [])],
      attributes: {reverse: 1, exclusive: 1},
    },
    {name: 'empty', inputs: [{shape: [0, 3]}, fixed([1], 'int64', [])]},
  ],
});
