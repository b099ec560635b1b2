import {expandLike} from './support/like.js';
import {defineReduction, reducedCount} from './support/reduce.js';

/** Mean over axes; the gradient is spread over them in equal parts. @see ONNX Operators, ReduceMean-18 */
export const reduceMean = defineReduction('ReduceMean', ({g, x, y, dy, keep}) =>
  expandLike(g, keep(g.div(dy, reducedCount({g, x, y}))), x),
);
