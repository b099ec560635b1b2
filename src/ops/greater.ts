import {defineComparison} from './support/binary.js';
import {isGreater} from './support/truth.js';

/** Elementwise comparison with broadcasting; bool. @see ONNX Operators, Greater */
export const greater = defineComparison('Greater', {fold: ([a, b]) => isGreater(a, b)});
