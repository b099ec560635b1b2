import {defineUnary, unarySamples} from './support/unary.js';

/** Smallest integer not below x; its gradient is zero wherever it exists. @see ONNX Operators, Ceil-13 */
export const ceil = defineUnary({
  name: 'Ceil',
  gradient: null,
  // A symbol is a size, and whole.
  fold: ([x = '']) => (typeof x === 'number' ? Math.ceil(x) : x),
  samples: unarySamples({low: 0.2, high: 0.8}),
});
