import {defineComparison} from './support/binary.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, GreaterOrEqual */
export const greaterOrEqual = defineComparison('GreaterOrEqual');
