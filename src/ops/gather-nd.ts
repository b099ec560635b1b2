import {defineOp} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {reshapeLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {scatterAddRows} from './support/scatter-add.js';
import {productOfDims, staticShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/** Slices of `data` at positions given as tuples along the last axis of `indices`. @see ONNX Operators, GatherND-13 */
export const gatherNd = defineOp({
  name: 'GatherND',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const indices = requireInput(context, 1).shape;
    const depth = indices?.at(-1);
    if (!shape || !indices || typeof depth !== 'number') return [{dtype, shape: undefined}];
    const skipped = intAttribute(context.node, 'batch_dims', 0) + depth;
    return [{dtype, shape: [...indices.slice(0, -1), ...shape.slice(skipped)]}];
  },
  vjp: (context) => {
    const {g, node} = context;
    if (intAttribute(node, 'batch_dims', 0) !== 0) throw context.refuse('batch_dims has none yet');
    const [data, indices] = [inputOf(context, 0), inputOf(context, 1)];
    const [depth, indexRank] = [indices.shape?.at(-1), indices.shape?.length];
    if (typeof depth !== 'number' || indexRank === undefined)
      throw context.refuse('the depth of its positions is unknown');
    const sizes = staticShape(data.shape);
    const wrapped = g.op('Mod', [indices, sizes ? g.ints(sizes.slice(0, depth)) : g.shapeOf(data, 0, depth)]);
    // A position of several numbers becomes one in the flattened leading axes.
    const part = (axis: number) => g.gather(wrapped, g.scalar(axis, 'int64'), -1);
    let flat = part(0);
    for (let axis = 1; axis < depth; axis += 1) {
      const size = sizes ? g.ints(sizes.slice(axis, axis + 1)) : g.shapeOf(data, axis, axis + 1);
      flat = g.add(g.mul(flat, size), part(axis));
    }
    const matrix = [sizes?.slice(0, depth) ?? [], sizes?.slice(depth) ?? []].map(productOfDims);
    const like = sizes ? {...data, shape: matrix} : g.op('Flatten', [data], {axis: depth});
    const updates = g.op('Flatten', [gradientOf(context)], {axis: indexRank - 1});
    return [reshapeLike(g, scatterAddRows(g, like, g.reshape(flat, [-1]), updates), data), null];
  },
  samples: [
    {name: 'rows', inputs: [{shape: [4, 3]}, fixed([2, 0, 2], 'int64', [3, 1])]},
    {name: 'elements', inputs: [{shape: [3, 2]}, fixed([2, 1, 0, 0, 2, 1], 'int64', [3, 2])]},
    {name: 'none', inputs: [{shape: [3, 2]}, fixed([], 'int64', [0, 2])]},
  ],
});
