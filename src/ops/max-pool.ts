import {defineOp} from './define.js';
import type {Value, VjpContext} from './define.js';
import {intAttribute} from './support/attributes.js';
import {perInput} from './support/flops.js';
import {requireInput} from './support/infer.js';
import {reshapeLike, sizesOf, zerosLike} from './support/like.js';
import {pooledShape, readPool} from './support/pools.js';
import {staticShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';
import {isDisjoint} from './support/windows.js';

/**
 * The largest element of each window, and on request its place in x, counted over the whole tensor.
 *
 * The gradient goes to that place, the first one on a tie. Where no two windows share an element MaxUnpool puts it
 * there; otherwise it is added up.
 * @see ONNX Operators, MaxPool-12
 */
export const maxPool = defineOp({
  name: 'MaxPool',
  openAxes: 'batch',
  savedOutputs: 2,
  infer: (context) => {
    const shape = pooledShape(context);
    const types = [
      {dtype: requireInput(context, 0).dtype, shape},
      {dtype: 'int64', shape},
    ] as const;
    return types.slice(0, context.node.outputCount);
  },
  vjp: (context) => {
    const {g, node} = context;
    const x = inputOf(context, 0);
    if (intAttribute(node, 'storage_order', 0) !== 0) throw context.refuse('with column-major indices it has none');
    const pool = readPool(context, x);
    const dy = gradientOf(context);
    const indices = savedIndices(context, x);
    if (isDisjoint(pool.axes) && x.dtype === 'float32') {
      // Its own windows would only say how large the result is, which the sizes of x do; the kernel refuses less.
      const kernel = {kernel_shape: pool.axes.map(() => 1)};
      return [{...g.op('MaxUnpool', [dy, indices, sizesOf(g, x)], kernel), shape: x.shape}];
    }
    const zeros = g.reshape(zerosLike(g, x), [-1]);
    const updates = [g.reshape(indices, [-1]), g.reshape(dy, [-1])];
    return [reshapeLike(g, g.op('ScatterElements', [zeros, ...updates], {reduction: 'add'}), x)];
  },
  flops: perInput,
  samples: [
    {inputs: [{shape: [2, 2, 4, 6]}], attributes: {kernel_shape: [2, 2], strides: [2, 2]}},
    {name: 'rest left over', inputs: [{shape: [1, 2, 5, 4]}], attributes: {kernel_shape: [2, 3], strides: [2, 3]}},
    {
      name: 'overlapping and padded',
      inputs: [{shape: [2, 2, 5, 4]}],
      attributes: {kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]},
    },
    {
      name: 'ceil mode',
      inputs: [{shape: [1, 2, 5, 6]}],
      attributes: {kernel_shape: [2, 3], strides: [2, 2], ceil_mode: 1},
    },
    {
      name: 'dilations, asymmetric pads',
      inputs: [{shape: [1, 1, 5, 5]}],
      attributes: {kernel_shape: [2, 2], dilations: [2, 1], pads: [1, 0, 0, 1]},
    },
    {
      name: 'same, upper',
      inputs: [{shape: [1, 2, 5, 3]}],
      attributes: {kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'SAME_UPPER'},
    },
    {name: 'one spatial axis', inputs: [{shape: [2, 3, 6]}], attributes: {kernel_shape: [3], strides: [3]}},
    {name: 'three spatial axes', inputs: [{shape: [1, 1, 2, 4, 2]}], attributes: {kernel_shape: [2, 2, 2]}},
    {
      name: 'with its indices',
      inputs: [{shape: [2, 1, 4, 4]}],
      attributes: {kernel_shape: [2, 2], strides: [2, 2]},
      outputCount: 2,
    },
  ],
});

/** Given by the forward pass, or found again. */
function savedIndices({g, node, outputs}: VjpContext, x: Value): Value {
  const [y, saved] = outputs;
  if (saved && saved.name !== '') return saved;
  const [, indices] = g.ops('MaxPool', [x], node.attributes, {outputCount: 2});
  // The pooled sizes were inferred with the node itself.
  return {...(indices ?? x), shape: staticShape(y?.shape) ?? indices?.shape};
}
