import {defineUnary, unarySamples} from './support/unary.js';

/** Largest integer not above x; its gradient is zero wherever it exists. @see ONNX Operators, Floor-13 */
export const floor = defineUnary({
  name: 'Floor',
  gradient: null,
  // A symbol is a size, and whole.
  fold: ([x = '']) => (typeof x === 'number' ? Math.floor(x) : x),
  samples: unarySamples({low: 0.2, high: 0.8}),
});
