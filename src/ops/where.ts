import {defineOp} from './define.js';
import {requireInput, requireOneDtype} from './support/infer.js';
import {fixed} from './support/samples.js';
import {broadcastShapes} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/**
 * a where the condition holds, b elsewhere.
 *
 * The gradient multiplies by the mask: Where itself is about twenty times slower on the CPU.
 * @see ONNX Operators, Where-16
 */
export const where = defineOp({
  name: 'Where',
  isElementwise: true,
  infer: (context) => {
    const [condition, a, b] = [0, 1, 2].map((index) => requireInput(context, index));
    requireOneDtype(
      context,
      [a, b].filter((value) => value !== undefined),
    );
    return [{dtype: a?.dtype ?? 'float32', shape: broadcastShapes([condition?.shape, a?.shape, b?.shape], 'Where')}];
  },
  vjp: (context) => {
    const {g, wants} = context;
    const condition = inputOf(context, 0);
    const dy = gradientOf(context);
    return [
      null,
      wants(1) ? g.mul(dy, g.cast(condition, dy.dtype)) : null,
      wants(2) ? g.mul(dy, g.cast(g.not(condition), dy.dtype)) : null,
    ];
  },
  fold: ([condition, a = '', b = '']) => (condition === 1 || a === b ? a : condition === 0 ? b : ''),
  flops: perOutput(1),
  samples: [
    {inputs: [fixed([1, 0, 1, 0, 0, 1], 'bool', [2, 3]), {shape: [2, 3]}, {shape: [2, 3]}]},
    {name: 'all stretch', inputs: [fixed([1, 0], 'bool', [2, 1]), {shape: [3]}, {shape: [4, 1, 1]}]},
    {name: 'empty', inputs: [fixed([1], 'bool', [1]), {shape: [0, 3]}, {shape: []}]},
  ],
});
