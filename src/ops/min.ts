import {defineExtremum} from './support/extremum.js';

/** Elementwise minimum of any number of tensors, with broadcasting. @see ONNX Operators, Min-13 */
export const min = defineExtremum('Min');
