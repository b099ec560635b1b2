import {defineOp} from './define.js';
import type {Value, VjpContext} from './define.js';
import {intsAttribute, stringAttribute} from './support/attributes.js';
import {transposeAlongAxis} from './support/axis-matrix.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {fixed} from './support/samples.js';
import {constantNumbers, normalizeAxis} from './support/shapes.js';
import {addDims} from './support/symbols.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * Elements put before and after each axis; negative numbers cut off instead.
 *
 * In constant mode the gradient is padded by the negated numbers; in the others (reflect, edge, wrap), whose elements
 * repeat those of x, it is summed back along each axis. @see ONNX Operators, Pad-18
 */
export const pad = defineOp({
  name: 'Pad',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const pads = context.content(context.inputs[1]) ?? intsAttribute(context.node, 'pads');
    const axes = context.inputs[3]
      ? constantNumbers(context.constant(context.inputs[3]))
      : shape?.map((_, axis) => axis);
    if (!shape || !pads || !axes) return [{dtype, shape: unknownOfRank(shape?.length)}];
    const padded = [...shape];
    for (const [index, given] of axes.entries()) {
      const axis = normalizeAxis(given, shape.length, 'Pad');
      const [before, after] = [pads[index] ?? 0, pads[index + axes.length] ?? 0];
      padded[axis] = [before, after].reduce(addDims, shape[axis] ?? '');
    }
    return [{dtype, shape: padded}];
  },
  vjp: (context) => {
    const {g, node, inputs, wants, constant} = context;
    const mode = stringAttribute(node, 'mode', 'constant');
    if (mode !== 'constant') return [repeatedGradient(context, mode), ...context.inputs.slice(1).map(() => null)];
    const [, pads, , axes] = inputs;
    const numbers = constantNumbers(constant(pads)) ?? intsAttribute(node, 'pads');
    const dy = gradientOf(context);
    const negated = numbers ? g.ints(numbers.map((count) => -count || 0)) : g.neg(inputOf(context, 1));
    const dx = g.op('Pad', [dy, negated, undefined, axes]);
    const gradients = [dx, null, wants(2) ? g.sub(g.reduceSum(dy), g.reduceSum(dx)) : null, null];
    return gradients.slice(0, inputs.length);
  },
  samples: [
    {inputs: [{shape: [2, 3]}, fixed([0, 1, 2, 0])]},
    {name: 'value differentiated', inputs: [{shape: [2]}, fixed([1, 1]), {shape: []}]},
    {name: 'cut off', inputs: [{shape: [4, 2]}, fixed([-1, 0, -2, 1])]},
    {name: 'some axes', inputs: [{shape: [2, 3]}, fixed([1, 1]), undefined, fixed([-1])]},
    {name: 'empty', inputs: [{shape: [0, 2]}, fixed([0, 0, 1, 0])]},
    {
      name: 'reflect',
      inputs: [{shape: [2, 1, 3, 4]}, fixed([0, 0, 2, 1, 0, 0, 1, 3])],
      attributes: {mode: 'reflect'},
      openAxes: 'batch',
    },
    {
      name: 'edge',
      inputs: [{shape: [2, 3, 2]}, fixed([2, 0, 1, 3]), undefined, fixed([1, 2])],
      attributes: {mode: 'edge'},
      openAxes: 'batch',
    },
    {name: 'wrap', inputs: [{shape: [1, 4]}, fixed([0, 2, 0, 3])], attributes: {mode: 'wrap'}, openAxes: 'batch'},
  ],
});

/** Which element of x stands at place `at` before (negative) or behind its axis of `size` elements. */
const SOURCES: Readonly<Record<string, (at: number, size: number) => number>> = {
  edge: (at, size) => Math.min(Math.max(at, 0), size - 1),
  wrap: (at, size) => ((at % size) + size) % size,
  reflect: (at, size) => {
    const period = Math.max(1, 2 * (size - 1));
    const place = ((at % period) + period) % period;
    return place < size ? place : period - place;
  },
};

function repeatedGradient(context: VjpContext, mode: string): Value {
  const {g, node, inputs, constant} = context;
  const x = inputOf(context, 0);
  const sourceOf = SOURCES[mode];
  const pads = constantNumbers(constant(inputs[1])) ?? intsAttribute(node, 'pads');
  const axes = inputs[3] ? constantNumbers(constant(inputs[3])) : x.shape?.map((_, axis) => axis);
  if (!sourceOf || !pads || !axes || !x.shape) throw context.refuse(`in mode '${mode}' it needs its pads and sizes`);
  let gradient = gradientOf(context);
  for (const [index, given] of axes.entries()) {
    const axis = normalizeAxis(given, x.shape.length, 'Pad');
    const [before, after] = [pads[index] ?? 0, pads[index + axes.length] ?? 0];
    const size = x.shape[axis];
    if (before === 0 && after === 0) continue;
    if (typeof size !== 'number') throw context.refuse(`in mode '${mode}' it needs the sizes it pads`);
    const matrix = Array.from({length: before + size + after}, (_, at) => {
      const source = sourceOf(at - before, size);
      return Array.from({length: size}, (__, element) => (element === source ? 1 : 0));
    });
    gradient = transposeAlongAxis(g, gradient, axis, matrix);
  }
  return {...gradient, shape: x.shape};
}
