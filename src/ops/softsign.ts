import {defineUnary, unarySamples} from './support/unary.js';

/** y = x / (1 + |x|); gradient 1 / (1 + |x|)². @see ONNX Operators, Softsign-1 */
export const softsign = defineUnary({
  name: 'Softsign',
  gradient: ({g, x, dy}) => {
    const base = g.shift(g.abs(x), 1);
    return g.div(dy, g.mul(base, base));
  },
  samples: unarySamples(),
});
