import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {inferSame} from './support/infer.js';
import {gradientOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/** x - ln Σ eˣ along an axis. dx = dy - eʸ · Σ dy. @see ONNX Operators, LogSoftmax-13 */
export const logSoftmax = defineOp({
  name: 'LogSoftmax',
  infer: inferSame,
  vjp: (context) => {
    const {g, node} = context;
    const [y] = context.outputs;
    if (!y) throw context.refuse('it has no output');
    const dy = gradientOf(context);
    return [g.sub(dy, g.mul(g.exp(y), g.reduceSum(dy, [intAttribute(node, 'axis', -1)], true)))];
  },
  flops: perOutput(4),
  samples: [
    {inputs: [{shape: [3, 4]}]},
    {name: 'first axis', inputs: [{shape: [3, 2, 2]}], attributes: {axis: 0}},
    {name: 'batch 1', inputs: [{shape: [1, 2]}]},
    {name: 'empty', inputs: [{shape: [0, 3]}]},
  ],
});
