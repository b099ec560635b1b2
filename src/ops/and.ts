import {defineComparison} from './support/binary.js';
import {both} from './support/truth.js';

/** Elementwise logic with broadcasting; bool. @see ONNX Operators, And-7 */
export const and = defineComparison('And', {fold: ([a, b]) => both(a, b), dtype: 'bool'});
