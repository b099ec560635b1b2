import {defineUnary, unarySamples} from './support/unary.js';

/** acosh' = 1 / √(x² − 1). @see ONNX Operators, Acosh-9 */
export const acosh = defineUnary({
  name: 'Acosh',
  gradient: ({g, x, dy}) => g.div(dy, g.sqrt(g.shift(g.mul(x, x), -1))),
  samples: unarySamples({low: 1.2, high: 3}),
});
