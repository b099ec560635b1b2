import {defineOp} from './define.js';
import type {Dim} from './define.js';
import {intAttribute} from './support/attributes.js';
import {inferBroadcast} from './support/infer.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perOutput} from './support/flops.js';
import {divideExactly} from './support/symbols.js';

/**
 * Remainder of a / b: with the divisor's sign (`fmod` 0, integers), or with the dividend's (`fmod` 1, floats too).
 *
 * a = b·q + y with q constant almost everywhere, so ∂y/∂a = 1 and ∂y/∂b = -q = (y - a)/b.
 * @see ONNX Operators, Mod-13
 */
export const mod = defineOp({
  name: 'Mod',
  isElementwise: true,
  infer: (context) => [inferBroadcast(context)],
  vjp: (context) => {
    const {g, wants} = context;
    const dy = gradientOf(context);
    const [y] = context.outputs;
    const quotient = () => (y ? g.div(g.sub(y, inputOf(context, 0)), inputOf(context, 1)) : dy);
    return [dy, wants(1) ? g.mul(dy, quotient()) : null];
  },
  fold: ([a = '', b = ''], {node}) => remainder(a, b, intAttribute(node, 'fmod', 0) !== 0),
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

function remainder(a: Dim, b: Dim, isTruncated: boolean): Dim {
  if (b === 0) return '';
  if (typeof a !== 'number' || typeof b !== 'number') return divideExactly(a, b) === '' ? '' : 0;
  return isTruncated ? a % b : a - b * Math.floor(a / b);
}
