import {defineOp} from './define.js';
import type {OpGraph} from './op-graph.js';
import type {Content, InferContext, Value} from './define.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';
import {scatterAddRows} from './support/scatter-add.js';
import {normalizeAxis, staticShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * Slices of `data` along an axis, picked by integer indices of any shape: an embedding's look-up.
 *
 * The gradient is added up where it came from, with the axis brought to the front.
 * @see ONNX Operators, Gather-13
 */
export const gather = defineOp({
  name: 'Gather',
  tableInputs: [0],
  infer: (context) => {
    const [data, indices] = [requireInput(context, 0), requireInput(context, 1)];
    if (!data.shape || !indices.shape) return [{dtype: data.dtype, shape: undefined}];
    const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), data.shape.length, 'Gather');
    const shape = data.shape.toSpliced(axis, 1, ...indices.shape);
    return [{dtype: data.dtype, shape, content: data.shape.length === 1 ? pickedContent(context) : undefined}];
  },
  vjp: (context) => {
    const {g, node} = context;
    const [data, indices] = [inputOf(context, 0), inputOf(context, 1)];
    const [rank, indexRank] = [data.shape?.length, indices.shape?.length];
    if (rank === undefined || indexRank === undefined) throw context.refuse('the rank of an input is unknown');
    const axis = normalizeAxis(intAttribute(node, 'axis', 0), rank, 'Gather');
    // dy is [before, indices, after]; the rows to add are [indices, before, after].
    const updates = permute(g, gradientOf(context), frontOrder(axis, indexRank, rank + indexRank - 1));
    const order = frontOrder(axis, 1, rank);
    const {shape} = data;
    // Of unknown sizes only a real transpose tells the new ones.
    const like = staticShape(shape) ? {...data, shape: order.map((at) => shape?.[at] ?? '')} : permute(g, data, order);
    const sum = scatterAddRows(g, like, indices, updates);
    return [
      {
        ...permute(
          g,
          sum,
          order.map((_, at) => order.indexOf(at)),
        ),
        shape,
      },
      null,
    ];
  },
  samples: [
    {name: 'embedding', inputs: [{shape: [5, 3]}, fixed([4, 0, 4, 2, 4, 0], 'int64', [2, 3])]},
    {name: 'int32 indices', inputs: [{shape: [4, 2]}, fixed([3, 1], 'int32')]},
    {name: 'one index', inputs: [{shape: [3, 2]}, fixed([-1], 'int64', [])]},
    {name: 'inner axis', inputs: [{shape: [2, 4, 3]}, fixed([1, 1, 3], 'int64', [3, 1])], attributes: {axis: 1}},
    {name: 'last axis', inputs: [{shape: [2, 3]}, fixed([2, 2, 0])], attributes: {axis: -1}},
    {name: 'many rows', inputs: [{shape: [130, 1]}, fixed([129, 3, -1, 3], 'int32', [2, 2])]},
    {name: 'no index', inputs: [{shape: [3, 2]}, fixed([])]},
  ],
});

/** The order that brings `count` axes from `axis` on to the front. */
function frontOrder(axis: number, count: number, rank: number): number[] {
  const all = [...Array(rank).keys()];
  return [...all.slice(axis, axis + count), ...all.slice(0, axis), ...all.slice(axis + count)];
}

function permute(g: OpGraph, value: Value, order: readonly number[]): Value {
  return order.every((axis, at) => axis === at) ? value : g.transpose(value, order);
}

/** Elements of a vector, such as sizes of a shape. */
function pickedContent({inputs: [data, indices], content}: InferContext): Content | undefined {
  const elements = content(data);
  return content(indices)?.map((index) => (typeof index === 'number' ? (elements?.at(index) ?? '') : ''));
}
