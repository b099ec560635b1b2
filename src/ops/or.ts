import {defineComparison} from './support/binary.js';

/** Elementwise logic with broadcasting; bool. @see ONNX Operators, Or-7 */
export const or = defineComparison('Or', 'bool');
