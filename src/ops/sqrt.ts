import {defineUnary, unarySamples} from './support/unary.js';

/** y = √x. @see ONNX Operators, Sqrt-13 */
export const sqrt = defineUnary({
  name: 'Sqrt',
  gradient: ({g, y, dy}) => g.div(g.scale(dy, 0.5), y),
  fold: ([x]) => (typeof x === 'number' ? Math.sqrt(x) : ''),
  samples: unarySamples({low: 0.5, high: 2}),
});
