import {binarySamples, defineArithmetic} from './support/binary.js';

/** a + b. @see ONNX Operators, Add-14 */
export const add = defineArithmetic({
  name: 'Add',
  gradients: ({dy}) => [dy, dy],
  samples: binarySamples(),
});
