import {defineOp} from './define.js';
import {intsAttribute, stringAttribute} from './support/attributes.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {fixed} from './support/samples.js';
import {constantNumbers, normalizeAxis} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * Elements put before and after each axis; negative numbers cut off instead.
 *
 * In constant mode the gradient is padded by the negated numbers. @see ONNX Operators, Pad-18
 */
export const pad = defineOp({
  name: 'Pad',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const pads = constantNumbers(context.constant(context.inputs[1])) ?? intsAttribute(context.node, 'pads');
    const axes = context.inputs[3]
      ? constantNumbers(context.constant(context.inputs[3]))
      : shape?.map((_, axis) => axis);
    if (!shape || !pads || !axes) return [{dtype, shape: unknownOfRank(shape?.length)}];
    const padded = [...shape];
    for (const [index, given] of axes.entries()) {
      const axis = normalizeAxis(given, shape.length, 'Pad');
      const size = shape[axis];
      const [before, after] = [pads[index] ?? 0, pads[index + axes.length] ?? 0];
      padded[axis] = typeof size === 'number' ? size + before + after : before === 0 && after === 0 ? (size ?? '') : '';
    }
    return [{dtype, shape: padded}];
  },
  vjp: (context) => {
    const {g, node, inputs, wants, constant} = context;
    const mode = stringAttribute(node, 'mode', 'constant');
    if (mode !== 'constant') throw context.refuse(`mode '${mode}' has none yet`);
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
  ],
});
