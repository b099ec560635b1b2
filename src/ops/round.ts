import {defineUnary, unarySamples} from './support/unary.js';

/** Nearest integer, halves to the even one; its gradient is zero wherever it exists. @see ONNX Operators, Round-11 */
export const round = defineUnary({
  name: 'Round',
  gradient: null,
  fold: ([x = '']) => (typeof x === 'number' ? roundHalfEven(x) : x),
  samples: unarySamples({low: 0.6, high: 1.4}),
});

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
