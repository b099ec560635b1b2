import {definePredicate} from './support/unary.js';
import {not as negate} from './support/truth.js';

/** Elementwise negation of truth values. @see ONNX Operators, Not-1 */
export const not = definePredicate(
  'Not',
  [{inputs: [{shape: [2, 3], dtype: 'bool'}]}, {name: 'empty', inputs: [{shape: [0], dtype: 'bool'}]}],
  ([x]) => negate(x),
);
