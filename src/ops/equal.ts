import {defineComparison} from './support/binary.js';
import {isEqual} from './support/truth.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, Equal */
export const equal = defineComparison('Equal', {fold: ([a, b]) => isEqual(a, b)});
