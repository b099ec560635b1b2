import {defineComparison} from './support/binary.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, Equal */
export const equal = defineComparison('Equal');
