import {defineUnary, unarySamples} from './support/unary.js';

/** Nearest integer, the even one of two; its gradient is zero wherever it exists. @see ONNX Operators, Round-11 */
export const round = defineUnary({
  name: 'Round',
  gradient: null,
  samples: unarySamples({low: 0.6, high: 0.9}),
});
