import {defineOp} from './define.js';
import {inferBroadcast} from './support/infer.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/**
 * Remainder of a / b: with the divisor's sign (`fmod` 0, integers), or with the dividend's (`fmod` 1, floats too).
 *
 * a = b·q + y with q constant almost everywhere, so ∂y/∂a = 1 and ∂y/∂b = -q = (y - a)/b.
 * @see ONNX Operators, Mod-13
 */
export const mod = defineOp({
  name: 'Mod',
  infer: (context) => [inferBroadcast(context)],
  vjp: (context) => {
    const {g, wants} = context;
    const dy = gradientOf(context);
    const [y] = context.outputs;
    const quotient = () => (y ? g.div(g.sub(y, inputOf(context, 0)), inputOf(context, 1)) : dy);
    return [dy, wants(1) ? g.mul(dy, quotient()) : null];
  },
  flops: perOutput(1),
  samples: [
    {
      inputs: [
        {shape: [2, 3], low: 3.2, high: 3.8},
        {shape: [3], low: 1.2, high: 1.4},
      ],
      attributes: {fmod: 1},
    },
    {
      name: 'integers',
      inputs: [
        {shape: [5], dtype: 'int64', low: 1, high: 9},
        {shape: [], dtype: 'int64', low: 2, high: 5},
      ],
    },
    {name: 'empty', inputs: [{shape: [0, 3]}, {shape: [1], low: 1, high: 2}], attributes: {fmod: 1}},
  ],
});
