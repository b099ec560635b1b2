import {defineComparison} from './support/binary.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, Less */
export const less = defineComparison('Less');
