import {defineOp} from './define.js';
import type {Dim} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {zerosLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {normalizeAxis} from './support/shapes.js';
import {addDims} from './support/symbols.js';

/** A tensor cut along an axis, evenly or by given sizes; the gradient joins the parts again. @see ONNX Operators, Split-18 */
export const split = defineOp({
  name: 'Split',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const {outputCount} = context.node;
    if (!shape) return Array.from({length: outputCount}, () => ({dtype, shape: undefined}));
    const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), shape.length, 'Split');
    const size = shape[axis];
    const given = context.content(context.inputs[1]);
    const chunk = typeof size === 'number' ? Math.ceil(size / outputCount) : undefined;
    const even = (index: number): Dim =>
      context.inputs[1] === undefined && chunk !== undefined && typeof size === 'number'
        ? Math.max(0, Math.min(chunk, size - index * chunk))
        : '';
    const sizes = Array.from({length: outputCount}, (_, index) => (given ? (given[index] ?? '') : even(index)));
    const content = shape.length === 1 ? context.content(context.inputs[0]) : undefined;
    return sizes.map((part, index) => {
      const from = sizes.slice(0, index).reduce(addDims, 0);
      const isPlaced = typeof from === 'number' && typeof part === 'number';
      return {dtype, shape: shape.with(axis, part), content: isPlaced ? content?.slice(from, from + part) : undefined};
    });
  },
  vjp: (context) => {
    const {g, node, inputs, outputs, outputGradients} = context;
    const parts = outputs.map((output, index) => outputGradients[index] ?? zerosLike(g, output));
    const joined = g.concat(parts, intAttribute(node, 'axis', 0));
    return inputs.map((_, index) => (index === 0 ? joined : null));
  },
  samples: [
    {name: 'by sizes', inputs: [{shape: [2, 6]}, fixed([1, 3, 2])], attributes: {axis: 1}, outputCount: 3},
    {name: 'evenly', inputs: [{shape: [4, 3]}], attributes: {num_outputs: 2}, outputCount: 2},
    {name: 'unevenly', inputs: [{shape: [5]}], attributes: {num_outputs: 2, axis: -1}, outputCount: 2},
    {name: 'an empty part', inputs: [{shape: [2, 2]}, fixed([0, 2])], outputCount: 2},
  ],
});
