import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {zerosLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {normalizeAxis} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * The K largest (or smallest) elements along an axis, and their int64 places; the gradient goes back to these places.
 * @see ONNX Operators, TopK-11
 */
export const topK = defineOp({
  name: 'TopK',
  infer: (context) => {
    const [{dtype, shape}, k] = [requireInput(context, 0), requireInput(context, 1)];
    const count = context.content(k)?.[0] ?? '';
    const kept = shape?.with(normalizeAxis(intAttribute(context.node, 'axis', -1), shape.length, 'TopK'), count);
    return [{dtype, shape: kept}, {dtype: 'int64', shape: kept} as const].slice(0, context.node.outputCount);
  },
  vjp: (context) => {
    const {g, node, outputs} = context;
    const x = inputOf(context, 0);
    const [, places] = outputs;
    if (!places || places.name === '') throw context.refuse('it needs its second output, the places');
    const axis = intAttribute(node, 'axis', -1);
    return [g.op('ScatterElements', [zerosLike(g, x), places, gradientOf(context)], {axis}), null];
  },
  samples: [
    {inputs: [{shape: [3, 5]}, fixed([2])], outputCount: 2},
    {
      name: 'smallest, first axis',
      inputs: [{shape: [4, 2]}, fixed([3])],
      attributes: {axis: 0, largest: 0},
      outputCount: 2,
    },
    {name: 'none', inputs: [{shape: [2, 3]}, fixed([0])], outputCount: 2},
  ],
});
