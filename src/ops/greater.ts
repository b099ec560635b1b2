import {defineComparison} from './support/binary.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, Greater */
export const greater = defineComparison('Greater');
