import {definePredicate, unarySamples} from './support/unary.js';

/** Whether an element is NaN. @see ONNX Operators, IsNaN-13 */
export const isNaN = definePredicate('IsNaN', unarySamples());
