import {defineIntegerOp} from './support/integer.js';

/** Bits of an unsigned integer moved, by `direction` LEFT or RIGHT. @see ONNX Operators, BitShift-11 */
export const bitShift = defineIntegerOp('BitShift', {dtype: 'uint32', attributes: {direction: 'LEFT'}});
