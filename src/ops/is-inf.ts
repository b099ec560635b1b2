import {definePredicate, unarySamples} from './support/unary.js';

/** Whether an element is infinite (either sign can be left out by an attribute). @see ONNX Operators, IsInf-10 */
export const isInf = definePredicate('IsInf', unarySamples());
