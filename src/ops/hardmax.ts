import {defineOp} from './define.js';
import {inferSame} from './support/infer.js';

/** 1 at the first largest element along an axis, 0 elsewhere. @see ONNX Operators, Hardmax-13 */
export const hardmax = defineOp({
  name: 'Hardmax',
  infer: inferSame,
  samples: [{inputs: [{shape: [3, 4]}]}, {name: 'first axis', inputs: [{shape: [3, 2]}], attributes: {axis: 0}}],
});
