import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {inferSame} from './support/infer.js';
import {gradientOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/** eˣ over its sum along an axis. dx = y · (dy - Σ dy·y). @see ONNX Operators, Softmax-13 */
export const softmax = defineOp({
  name: 'Softmax',
  infer: inferSame,
  vjp: (context) => {
    const {g, node} = context;
    const [y] = context.outputs;
    if (!y) throw context.refuse('it has no output');
    const dy = gradientOf(context);
    return [g.mul(y, g.sub(dy, g.reduceSum(g.mul(dy, y), [intAttribute(node, 'axis', -1)], true)))];
  },
  flops: perOutput(3),
  samples: [
    {inputs: [{shape: [3, 4]}]},
    {name: 'first axis', inputs: [{shape: [3, 2, 2]}], attributes: {axis: 0}},
    {name: 'batch 1', inputs: [{shape: [1, 2]}]},
    {name: 'empty', inputs: [{shape: [0, 3]}]},
  ],
});
