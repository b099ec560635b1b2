import {defineOp} from './define.js';
import type {Dim} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';
import {normalizeAxis} from './support/shapes.js';

/**
 * The slices along an axis, or without one the elements, at which a condition holds; a short condition holds nowhere else.
 * @see ONNX Operators, Compress-11
 */
export const compress = defineOp({
  name: 'Compress',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const condition = context.content(requireInput(context, 1));
    const count: Dim = condition?.every((each) => typeof each === 'number')
      ? condition.filter((each) => each !== 0).length
      : '';
    const {axis} = context.node.attributes;
    if (axis === undefined) return [{dtype, shape: [count]}];
    return [
      {
        dtype,
        shape: shape?.with(normalizeAxis(intAttribute(context.node, 'axis', 0), shape.length, 'Compress'), count),
      },
    ];
  },
  samples: [
    {inputs: [{shape: [3, 2]}, fixed([0, 1, 1], 'bool')], attributes: {axis: 0}},
    {name: 'last axis, short condition', inputs: [{shape: [2, 3]}, fixed([1], 'bool')], attributes: {axis: -1}},
    {name: 'elements', inputs: [{shape: [3, 2]}, fixed([0, 1, 0, 0, 1], 'bool')]},
    {name: 'none', inputs: [{shape: [2]}, fixed([0, 0], 'bool')], attributes: {axis: 0}},
  ],
});
