import {defineUnary, unarySamples} from './support/unary.js';

/** Smallest integer not below x; its gradient is zero wherever it exists. @see ONNX Operators, Ceil-13 */
export const ceil = defineUnary({
  name: 'Ceil',
  gradient: null,
  samples: unarySamples({low: 0.2, high: 0.8}),
});
