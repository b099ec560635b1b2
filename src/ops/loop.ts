import {defineOp} from './define.js';
import {opError} from './errors.js';
import {constantNumbers} from './support/shapes.js';

/**
 * A subgraph run M times with carried values, and scan outputs collected along a new first axis.
 *
 * The outputs' types are those the body declares. No gradient: the training program puts the whole step, gradients
 * included, inside the body.
 * @see ONNX Operators, Loop-16
 */
export const loop = defineOp({
  name: 'Loop',
  infer: ({node, inputs, constant}) => {
    const body = node.attributes['body'];
    if (body?.type !== 'graph') throw opError('OP_INVALID', "Loop needs a graph in its attribute 'body'.");
    const carriedCount = inputs.length - 2;
    const count = constantNumbers(constant(inputs[0]))?.[0] ?? '';
    return body.value.outputs
      .slice(1)
      .map(({dtype, shape}, index) => ({dtype, shape: index < carriedCount ? shape : shape && [count, ...shape]}));
  },
  samples: [],
});
