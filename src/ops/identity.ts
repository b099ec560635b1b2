import {defineUnary, unarySamples} from './support/unary.js';

/** y = x. @see ONNX Operators, Identity-16 */
export const identity = defineUnary({
  name: 'Identity',
  gradient: ({dy}) => dy,
  fold: ([x = '']) => x,
  samples: unarySamples(),
  flops: 0,
  isIdentity: () => true,
});
