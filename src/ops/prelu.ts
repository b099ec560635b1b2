import {defineOp} from './define.js';
import {opError} from './errors.js';
import {requireInput} from './support/infer.js';
import {positiveMask} from './support/positive-mask.js';
import {broadcastShapes, formatShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/**
 * y = x where positive, slope·x elsewhere; the slope is an input, broadcast to x. Gradient slope at x = 0.
 *
 * @see ONNX Operators, PRelu-16
 */
export const prelu = defineOp({
  name: 'PRelu',
  infer: (context) => {
    const [x, slope] = [requireInput(context, 0), requireInput(context, 1)];
    const shape = broadcastShapes([x.shape, slope.shape], 'PRelu');
    if (x.shape && shape && shape.length > x.shape.length)
      throw opError(
        'SHAPE_MISMATCH',
        `PRelu broadcasts its slope to x ${formatShape(x.shape)}, but the slope is ${formatShape(slope.shape)}.`,
      );
    return [{dtype: x.dtype, shape: x.shape}];
  },
  vjp: (context) => {
    const {g, wants} = context;
    const [x, slope] = [inputOf(context, 0), inputOf(context, 1)];
    const dy = gradientOf(context);
    const dx = () => {
      const positive = positiveMask(g, x);
      return g.mul(dy, g.add(g.mul(positive, g.sub(g.scalar(1, x.dtype), slope)), slope));
    };
    return [wants(0) ? dx() : null, wants(1) ? g.mul(dy, g.min(x, g.scalar(0, x.dtype))) : null];
  },
  flops: perOutput(1),
  samples: [
    {name: 'one slope', inputs: [{shape: [3, 4]}, {shape: [1]}]},
    {name: 'a slope per column', inputs: [{shape: [2, 3, 4]}, {shape: [4]}]},
    {name: 'scalar', inputs: [{shape: []}, {shape: []}]},
    {name: 'empty', inputs: [{shape: [0, 3]}, {shape: [1]}]},
  ],
});
