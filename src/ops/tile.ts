import {defineOp} from './define.js';
import type {Content, InferContext, Shape} from './define.js';
import {placeOf, tabulate} from './support/content.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {sizesOf} from './support/like.js';
import {fixed} from './support/samples.js';
import {productOfDims, staticShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * A tensor repeated along its axes. The gradient is seen as [repeats₀, size₀, repeats₁, size₁, …] and summed over the
 * repeats.
 * @see ONNX Operators, Tile-13
 */
export const tile = defineOp({
  name: 'Tile',
  infer: (context) => {
    const [{dtype, shape}, repeats] = [requireInput(context, 0), requireInput(context, 1)];
    const times = context.content(repeats);
    if (!shape || !times) return [{dtype, shape: unknownOfRank(shape?.length)}];
    const tiled = shape.map((size, axis) => productOfDims([size, times[axis] ?? 1]));
    return [{dtype, shape: tiled, content: repeatedContent(context, tiled)}];
  },
  vjp: (context) => {
    const {g, inputs} = context;
    const [x, repeats] = [inputOf(context, 0), inputOf(context, 1)];
    const rank = x.shape?.length;
    if (rank === undefined) throw context.refuse('the rank of its input is unknown');
    const dy = gradientOf(context);
    if (rank === 0) return inputs.map((_, index) => (index === 0 ? dy : null));
    const columns = [repeats, sizesOf(g, x)].map((sizes) => g.unsqueeze(sizes, [1]));
    const sizes = g.reshape(g.concat(columns, 1), [-1]);
    const parts = g.op('Reshape', [dy, sizes], {allowzero: 1});
    const sum = g.reduceSum(
      parts,
      Array.from({length: rank}, (_, axis) => 2 * axis),
    );
    return [{...sum, shape: x.shape}, null];
  },
  samples: [
    {inputs: [{shape: [2, 3]}, fixed([2, 2])]},
    {name: 'one axis', inputs: [{shape: [1, 2, 2]}, fixed([3, 1, 1])]},
    {name: 'nothing repeated', inputs: [{shape: [3]}, fixed([1])]},
    {name: 'to nothing', inputs: [{shape: [2, 2]}, fixed([0, 1])]},
    {name: 'empty', inputs: [{shape: [0, 3]}, fixed([2, 2])]},
  ],
});

function repeatedContent({inputs: [x], content}: InferContext, shape: Shape): Content | undefined {
  const [elements, dims, tiled] = [content(x), staticShape(x?.shape), staticShape(shape)];
  if (!elements || !dims || !tiled) return undefined;
  return tabulate(tiled, (index) => {
    const own = index.map((at, axis) => at % (dims[axis] ?? 1));
    return elements[placeOf(own, dims)] ?? '';
  });
}
