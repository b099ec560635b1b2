import type {Graph} from '../onnx/index.js';
import {defineOp} from './define.js';
import type {Dim, InferContext, ValueType} from './define.js';
import {opError} from './errors.js';
import {inferOutputs} from './infer-graph.js';
import {graphAttribute} from './support/attributes.js';
import {unifyTypes} from './support/unify-types.js';

/**
 * A subgraph run M times with carried values, and scan outputs collected along a new first axis.
 *
 * The outputs' types are those the body declares, where it declares all; otherwise the body is inferred, a carried value
 * keeping what its start and its next value agree on. No gradient: the training program puts the whole step, gradients
 * included, inside the body.
 * @see ONNX Operators, Loop-16
 */
export const loop = defineOp({
  name: 'Loop',
  infer: (context) => {
    const body = graphAttribute(context.node, 'body');
    const carriedCount = context.inputs.length - 2;
    const results = isDeclared(body) ? body.outputs : inferBody(context, body);
    // A condition may end it early.
    const condition = context.inputs[1] ? '' : (context.content(context.inputs[0])?.[0] ?? '');
    const count: Dim = context.content(context.inputs[1])?.[0] === 1 && isEndless(body) ? maximum(context) : condition;
    return results.slice(1).map(({dtype, shape}, index) => {
      return {dtype, shape: index < carriedCount ? shape : shape && [count, ...shape]};
    });
  },
  samples: [],
});

const maximum = ({inputs, content}: InferContext): Dim => content(inputs[0])?.[0] ?? '';

/** Whether the body passes its condition on, as exporters write a loop that only counts. */
function isEndless({inputs, outputs, nodes}: Graph): boolean {
  const [, condition] = inputs;
  const [next] = outputs;
  return nodes.some(
    (node) => node.opType === 'Identity' && node.inputs[0] === condition?.name && node.outputs[0] === next?.name,
  );
}

const isDeclared = ({outputs}: Graph): boolean =>
  outputs.slice(1).every(({kind, shape}) => kind === undefined && shape !== undefined);

/** Widened until a further iteration changes nothing. */
function inferBody(context: InferContext, body: Graph): readonly ValueType[] {
  const starts = context.inputs.slice(2).map((value) => {
    if (!value) throw opError('OP_INVALID', 'Loop needs a start for every carried value, but one is absent.');
    return {dtype: value.dtype, shape: value.shape};
  });
  let carried: readonly ValueType[] = starts;
  for (;;) {
    const results = inferOutputs(body, context, [
      {dtype: 'int64', shape: []},
      {dtype: 'bool', shape: []},
      ...carried,
    ]).map((type, index) => {
      if (!type) throw opError('OP_INVALID', `The body of Loop has no typed output ${String(index)}.`);
      return type;
    });
    const widened = carried.map((type, index) => unifyTypes(type, results[index + 1] ?? type, 'Loop'));
    if (JSON.stringify(widened) === JSON.stringify(carried))
      return [...results.slice(0, 1), ...widened, ...results.slice(1 + widened.length)];
    carried = widened;
  }
}
