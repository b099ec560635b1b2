import {defineComparison} from './support/binary.js';
import {isGreater, not} from './support/truth.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, LessOrEqual */
export const lessOrEqual = defineComparison('LessOrEqual', {fold: ([a, b]) => not(isGreater(a, b))});
