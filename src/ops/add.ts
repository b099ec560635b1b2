import {binarySamples, defineArithmetic} from './support/binary.js';
import {addDims} from './support/symbols.js';

/** a + b. @see ONNX Operators, Add-14 */
export const add = defineArithmetic({
  name: 'Add',
  gradients: ({dy}) => [dy, dy],
  fold: ([a = '', b = '']) => addDims(a, b),
  samples: binarySamples(),
});
