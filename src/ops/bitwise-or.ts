import {defineIntegerOp} from './support/integer.js';

/** Bit by bit or of two integers, with broadcasting. @see ONNX Operators, BitwiseOr-18 */
export const bitwiseOr = defineIntegerOp('BitwiseOr');
