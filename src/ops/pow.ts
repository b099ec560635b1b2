import {defineOp} from './define.js';
import type {Tensor} from './define.js';
import {binarySamples} from './support/binary.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';
import {broadcastShapes, constantNumbers} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/**
 * aᵇ, in a's dtype.
 *
 * By a: b·aᵇ⁻¹, without Pow for a constant exponent 2. By b: y·ln a, taken as 0 at a = 0 (where y is 0 for positive b).
 * @see ONNX Operators, Pow-15
 */
export const pow = defineOp({
  name: 'Pow',
  isElementwise: true,
  infer: (context) => {
    const base = requireInput(context, 0);
    return [{dtype: base.dtype, shape: broadcastShapes([base.shape, requireInput(context, 1).shape], 'Pow')}];
  },
  vjp: (context) => {
    const {g, wants, constant} = context;
    const base = inputOf(context, 0);
    const exponent = inputOf(context, 1);
    const [y] = context.outputs;
    const dy = gradientOf(context);
    const known = onlyNumber(constant(exponent));
    const power = g.cast(exponent, base.dtype);
    const slope = () =>
      known === 2 ? g.scale(base, 2) : g.mul(power, g.op('Pow', [base, g.sub(power, g.scalar(1, base.dtype))]));
    const safeLog = () => g.log(g.add(base, g.cast(g.equal(base, g.scalar(0, base.dtype)), base.dtype)));
    return [wants(0) ? g.mul(dy, slope()) : null, wants(1) && y ? g.mul(dy, g.mul(y, safeLog())) : null];
  },
  fold: ([a, b]) => (typeof a === 'number' && typeof b === 'number' ? a ** b : ''),
  flops: perOutput(1),
  samples: [
    ...binarySamples({low: 0.5, high: 2}),
    {name: 'square', inputs: [{shape: [2, 3]}, fixed([2], 'float32', [])]},
    {name: 'integer exponents', inputs: [{shape: [2, 3]}, fixed([3, 1, 2], 'int64')]},
  ],
});

function onlyNumber(tensor: Tensor | undefined): number | undefined {
  return tensor?.data.length === 1 ? constantNumbers(tensor)?.[0] : undefined;
}
