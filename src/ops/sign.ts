import {defineUnary, unarySamples} from './support/unary.js';

/** -1, 0 or 1; its gradient is zero wherever it exists. @see ONNX Operators, Sign-13 */
export const sign = defineUnary({
  name: 'Sign',
  gradient: null,
  samples: unarySamples(),
});
