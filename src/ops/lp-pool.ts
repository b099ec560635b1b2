import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {perInput} from './support/flops.js';
import {requireInput} from './support/infer.js';
import {pooledShape, readPool, spreadOverWindows} from './support/pools.js';
import {gradientOf, inputOf} from './support/unary.js';

/** Below this a norm is taken for it: a window of zeros has the gradient 0. */
const SMALLEST_NORM = 1e-30;

/**
 * The p-norm of each window, y = (Σ|x|ᵖ)^(1/p); dx = sign(x)·|x|ᵖ⁻¹ · Σ dy·y¹⁻ᵖ over the windows of x.
 * @see ONNX Operators, LpPool-18
 */
export const lpPool = defineOp({
  name: 'LpPool',
  openAxes: 'batch',
  infer: (context) => [{dtype: requireInput(context, 0).dtype, shape: pooledShape(context)}],
  vjp: (context) => {
    const {g, node, outputs} = context;
    const [y] = outputs;
    const x = inputOf(context, 0);
    if (!y) throw context.refuse('it has no output');
    const p = intAttribute(node, 'p', 2);
    const pool = readPool(context, x);
    const power = (value: typeof y) => g.op('Pow', [value, g.scalar(p - 1, x.dtype)]);
    const dy = gradientOf(context);
    const values = p === 1 ? dy : g.div(dy, power(g.max(y, g.scalar(SMALLEST_NORM ** (1 / (p - 1)), x.dtype))));
    const spread = spreadOverWindows(g, pool, {values, x, weight: 1});
    const slope = p === 2 ? x : p === 1 ? g.sign(x) : g.mul(g.sign(x), power(g.abs(x)));
    return [g.mul(slope, spread)];
  },
  flops: perInput,
  samples: [
    {inputs: [{shape: [2, 2, 4, 4]}], attributes: {kernel_shape: [2, 2], strides: [2, 2]}},
    {
      name: 'cubes, overlapping and padded',
      inputs: [{shape: [1, 2, 4, 3], low: 0.2, high: 1.5}],
      attributes: {kernel_shape: [3, 2], pads: [1, 0, 0, 1], p: 3},
    },
    {name: 'absolute values', inputs: [{shape: [2, 1, 5]}], attributes: {kernel_shape: [2], strides: [2], p: 1}},
  ],
});
