import {defineOp} from './define.js';
import {intAttribute, stringAttribute} from './support/attributes.js';
import {inferSame} from './support/infer.js';
import {zerosLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * A copy of `data` with elements along an axis replaced by, or (reduction `add`) increased by, `updates`.
 * @see ONNX Operators, ScatterElements-18
 */
export const scatterElements = defineOp({
  name: 'ScatterElements',
  infer: inferSame,
  vjp: (context) => {
    const {g, node, wants} = context;
    const reduction = stringAttribute(node, 'reduction', 'none');
    if (reduction !== 'add' && reduction !== 'none') throw context.refuse(`reduction '${reduction}' has none yet`);
    const [indices, updates] = [inputOf(context, 1), inputOf(context, 2)];
    const dy = gradientOf(context);
    const axis = intAttribute(node, 'axis', 0);
    const kept = () =>
      reduction === 'add' ? dy : g.op('ScatterElements', [dy, indices, zerosLike(g, updates)], {axis});
    return [wants(0) ? kept() : null, null, wants(2) ? g.op('GatherElements', [dy, indices], {axis}) : null];
  },
  samples: [
    {
      name: 'added up',
      inputs: [{shape: [3, 2]}, fixed([2, 0, 2, 1], 'int64', [2, 2]), {shape: [2, 2]}],
      attributes: {reduction: 'add'},
    },
    {
      name: 'replaced along the last axis',
      inputs: [{shape: [2, 4]}, fixed([3, 0, 1, 2], 'int64', [2, 2]), {shape: [2, 2]}],
      attributes: {axis: -1},
    },
    {
      name: 'no update',
      inputs: [{shape: [2, 2]}, fixed([], 'int64', [0, 2]), {shape: [0, 2]}],
      attributes: {reduction: 'add'},
    },
  ],
});
