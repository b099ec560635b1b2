import {defineUnary, unarySamples} from './support/unary.js';

/** y = ln x. @see ONNX Operators, Log-13 */
export const log = defineUnary({
  name: 'Log',
  gradient: ({g, x, dy}) => g.div(dy, x),
  samples: unarySamples({low: 0.5, high: 2}),
});
