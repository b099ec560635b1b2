import {defineComparison} from './support/binary.js';

/** Elementwise logic with broadcasting; bool. @see ONNX Operators, And-7 */
export const and = defineComparison('And', 'bool');
