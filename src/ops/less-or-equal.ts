import {defineComparison} from './support/binary.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, LessOrEqual */
export const lessOrEqual = defineComparison('LessOrEqual');
