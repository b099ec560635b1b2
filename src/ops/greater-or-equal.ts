import {defineComparison} from './support/binary.js';
import {isGreater, not} from './support/truth.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, GreaterOrEqual */
export const greaterOrEqual = defineComparison('GreaterOrEqual', {fold: ([a, b]) => not(isGreater(b, a))});
