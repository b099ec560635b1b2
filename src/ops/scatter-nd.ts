import {defineOp} from './define.js';
import {stringAttribute} from './support/attributes.js';
import {inferSame} from './support/infer.js';
import {zerosLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * A copy of `data` with slices replaced by, or (reduction `add`) increased by, `updates`.
 *
 * With `add` and equal indices the runtime's CPU kernel is wrong on several threads: see support/scatter-add.ts.
 * @see ONNX Operators, ScatterND-18
 */
export const scatterNd = defineOp({
  name: 'ScatterND',
  infer: inferSame,
  vjp: (context) => {
    const {g, node, wants} = context;
    const reduction = stringAttribute(node, 'reduction', 'none');
    if (reduction !== 'add' && reduction !== 'none') throw context.refuse(`reduction '${reduction}' has none yet`);
    const [indices, updates] = [inputOf(context, 1), inputOf(context, 2)];
    const dy = gradientOf(context);
    const kept = () => (reduction === 'add' ? dy : g.op('ScatterND', [dy, indices, zerosLike(g, updates)]));
    return [wants(0) ? kept() : null, null, wants(2) ? g.op('GatherND', [dy, indices]) : null];
  },
  samples: [
    {
      name: 'added up',
      inputs: [{shape: [4, 3]}, fixed([2, 0, 2], 'int64', [3, 1]), {shape: [3, 3]}],
      attributes: {reduction: 'add'},
    },
    {name: 'replaced', inputs: [{shape: [3, 2]}, fixed([2, 1, 0, 0], 'int64', [2, 2]), {shape: [2]}]},
    {
      name: 'no update',
      inputs: [{shape: [2, 2]}, fixed([], 'int64', [0, 1]), {shape: [0, 2]}],
      attributes: {reduction: 'add'},
    },
  ],
});
