import {defineOp} from './define.js';
import {inferSame} from './support/infer.js';
import {fixed} from './support/samples.js';

/** Every bit of an integer turned. @see ONNX Operators, BitwiseNot-18 */
export const bitwiseNot = defineOp({
  name: 'BitwiseNot',
  infer: inferSame,
  samples: [{inputs: [fixed([0, 1, -8], 'int32')]}, {name: 'empty', inputs: [fixed([])]}],
});
