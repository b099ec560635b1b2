import {defineComparison} from './support/binary.js';
import {both, not} from './support/truth.js';

/** Elementwise logic with broadcasting; bool. @see ONNX Operators, Or-7 */
export const or = defineComparison('Or', {fold: ([a, b]) => not(both(not(a), not(b))), dtype: 'bool'});
