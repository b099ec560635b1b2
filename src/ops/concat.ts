import {defineOp} from './define.js';
import type {Content, Dim, InferContext, Shape, Value} from './define.js';
import {opError} from './errors.js';
import type {OpGraph} from './op-graph.js';
import {intAttribute} from './support/attributes.js';
import {placeOf, tabulate} from './support/content.js';
import {requireInput, requireOneDtype} from './support/infer.js';
import {formatShape, normalizeAxis, staticShape, unifyDims} from './support/shapes.js';
import {addDims} from './support/symbols.js';
import {gradientOf} from './support/unary.js';

/** Tensors one after the other along an axis; the gradient is split again. @see ONNX Operators, Concat-13 */
export const concat = defineOp({
  name: 'Concat',
  isIdentity: ({inputs}) => inputs.length === 1,
  infer: (context) => {
    const inputs = context.inputs.map((_, index) => requireInput(context, index));
    const {dtype, shape: first} = requireInput(context, 0);
    requireOneDtype(context, inputs);
    if (!first || inputs.some(({shape}) => !shape)) return [{dtype, shape: undefined}];
    const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), first.length, 'Concat');
    const shape = first.map((_, at) =>
      inputs.map((value) => value.shape?.[at] ?? '').reduce(at === axis ? addDims : unify),
    );
    if (shape.some(Number.isNaN) || inputs.some((value) => value.shape?.length !== first.length))
      throw opError(
        'SHAPE_MISMATCH',
        `Concat along axis ${String(axis)} cannot join ${inputs.map((value) => formatShape(value.shape)).join(', ')}.`,
      );
    return [{dtype, shape, content: joinedContent(context, shape, axis)}];
  },
  vjp: (context) => {
    const {g, node} = context;
    const inputs = context.inputs.filter((value) => value !== undefined);
    const dy = gradientOf(context);
    const rank = dy.shape?.length ?? inputs[0]?.shape?.length;
    if (rank === undefined) throw context.refuse('the rank of its inputs is unknown');
    const axis = normalizeAxis(intAttribute(node, 'axis', 0), rank, 'Concat');
    if (inputs.length === 1) return [dy];
    const parts = g.ops('Split', [dy, sizesAlong(g, inputs, axis)], {axis}, {outputCount: inputs.length});
    return parts.map((part, index) => ({...part, shape: inputs[index]?.shape}));
  },
  samples: [
    {inputs: [{shape: [2, 3]}, {shape: [2, 1]}, {shape: [2, 2]}], attributes: {axis: 1}},
    {name: 'rows', inputs: [{shape: [1, 3]}, {shape: [4, 3]}], attributes: {axis: -2}},
    {name: 'an empty part', inputs: [{shape: [0, 3]}, {shape: [2, 3]}], attributes: {axis: 0}},
    {name: 'one part', inputs: [{shape: [2, 3]}], attributes: {axis: 0}},
  ],
});

/** The sizes of the parts along the axis: constants where known, Shape nodes where not. */
function sizesAlong(g: OpGraph, inputs: readonly Value[], axis: number): Value {
  const sizes = inputs.map(({shape}) => shape?.[axis]);
  return sizes.every((size) => typeof size === 'number')
    ? g.ints(sizes)
    : g.concat(
        inputs.map((value) => g.shapeOf(value, axis, axis + 1)),
        0,
      );
}

/** NaN marks sizes that contradict each other. */
function unify(a: Dim, b: Dim): Dim {
  return unifyDims(a, b) ?? NaN;
}

/** The parts' elements; where a part is not known, its places are not. */
function joinedContent(context: InferContext, shape: Shape, axis: number): Content | undefined {
  const whole = staticShape(shape);
  const parts = context.inputs.map((input) => ({content: context.content(input), dims: staticShape(input?.shape)}));
  if (!whole || parts.every(({content}) => !content)) return undefined;
  return tabulate(whole, (index) => {
    let at = index[axis] ?? 0;
    for (const {content, dims} of parts) {
      const size = dims?.[axis] ?? 0;
      if (dims && at < size) return content?.[placeOf(index.with(axis, at), dims)] ?? '';
      at -= size;
    }
    return '';
  });
}
