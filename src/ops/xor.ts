import {defineComparison} from './support/binary.js';
import {isEqual, not} from './support/truth.js';

/** Elementwise logic with broadcasting; bool. @see ONNX Operators, Xor-7 */
export const xor = defineComparison('Xor', {fold: ([a, b]) => not(isEqual(a, b)), dtype: 'bool'});
