import {defineComparison} from './support/binary.js';
import {isGreater} from './support/truth.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, Less */
export const less = defineComparison('Less', {fold: ([a, b]) => isGreater(b, a)});
