import {defineExtremum} from './support/extremum.js';

/** Elementwise maximum of any number of tensors, with broadcasting. @see ONNX Operators, Max-13 */
export const max = defineExtremum('Max');
