import {defineOp} from './define.js';
import {inferSame} from './support/infer.js';
import {fixed} from './support/samples.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/**
 * min(max(x, low), high), either bound optional.
 *
 * Gradient 1 on the bounds themselves, as in PyTorch's clamp; a bound gets what x does not.
 * @see ONNX Operators, Clip-13
 */
export const clip = defineOp({
  name: 'Clip',
  isElementwise: true,
  isMonotone: true,
  infer: inferSame,
  vjp: (context) => {
    const {g, inputs, wants} = context;
    const x = inputOf(context, 0);
    const dy = gradientOf(context);
    const [, low, high] = inputs;
    const above = low && g.op('GreaterOrEqual', [x, low]);
    const below = high && g.op('LessOrEqual', [x, high]);
    const inside = above && below ? g.and(above, below) : (above ?? below);
    const gradients = [
      inside ? g.mul(dy, g.cast(inside, x.dtype)) : dy,
      low && wants(1) ? g.mul(dy, g.cast(g.less(x, low), x.dtype)) : null,
      high && wants(2) ? g.mul(dy, g.cast(g.greater(x, high), x.dtype)) : null,
    ];
    return gradients.slice(0, inputs.length);
  },
  flops: perOutput(1),
  samples: [
    {inputs: [{shape: [3, 4]}, fixed([-0.5], 'float32', []), fixed([0.5], 'float32', [])]},
    {
      name: 'bounds differentiated',
      inputs: [{shape: [7]}, {shape: [], low: -0.6, high: -0.5}, {shape: [], low: 0.4, high: 0.5}],
    },
    {name: 'upper bound only', inputs: [{shape: [4]}, undefined, fixed([0.1], 'float32', [])]},
    {name: 'no bound', inputs: [{shape: [4]}]},
    {name: 'empty', inputs: [{shape: [0, 2]}, fixed([0], 'float32', [])]},
  ],
});
