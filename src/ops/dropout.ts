import {defineOp} from './define.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';
import {constantNumbers} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * Zeroes elements at random in training, and passes x through otherwise.
 *
 * The training program rewrites it into its own counter-based masks (the runtime's are not reproducible); the gradient
 * here is that of the pass-through, or, in training mode, by the node's own mask output.
 * @see ONNX Operators, Dropout-13
 */
export const dropout = defineOp({
  name: 'Dropout',
  isRandom: true,
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const types = [{dtype, shape}, {dtype: 'bool', shape} as const];
    return types.slice(0, context.node.outputCount);
  },
  vjp: (context) => {
    const {g, inputs, outputs, constant} = context;
    const [, ratio, training] = inputs;
    const [, mask] = outputs;
    const dy = gradientOf(context);
    const nothing = inputs.slice(1).map(() => null);
    if (!training || constantNumbers(constant(training))?.[0] === 0) return [dy, ...nothing];
    if (!mask || mask.name === '') throw context.refuse('in training mode it needs its mask output');
    const {dtype} = inputOf(context, 0);
    const kept = g.mul(dy, g.cast(mask, dtype));
    const keepShare = ratio ? g.sub(g.scalar(1, dtype), g.cast(ratio, dtype)) : g.scalar(0.5, dtype);
    return [g.div(kept, keepShare), ...nothing];
  },
  samples: [
    {inputs: [{shape: [3, 4]}, fixed([0.5], 'float32', [])]},
    {
      name: 'with its mask',
      inputs: [{shape: [2, 3]}, fixed([0.5], 'float32', []), fixed([0], 'bool', [])],
      outputCount: 2,
    },
    {name: 'empty', inputs: [{shape: [0, 3]}]},
  ],
});
