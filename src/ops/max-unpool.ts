import {defineOp} from './define.js';
import type {Dim} from './define.js';
import {intsAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {reshapeLike} from './support/like.js';
import {fixed} from './support/samples.js';
import {constantNumbers} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * Each element at the place in the result that its index (counted over the whole tensor) names, zeros elsewhere; the
 * gradient is read from there.
 * @see ONNX Operators, MaxUnpool-11
 */
export const maxUnpool = defineOp({
  name: 'MaxUnpool',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const {node, inputs, constant} = context;
    if (inputs[2]) {
      const sizes = constantNumbers(constant(inputs[2]));
      const rank = inputs[2].shape?.[0];
      const unknown = Array<Dim>(typeof rank === 'number' ? rank : (shape?.length ?? 0)).fill('');
      return [{dtype, shape: sizes ?? (rank === undefined && !shape ? undefined : unknown)}];
    }
    const kernel = intsAttribute(node, 'kernel_shape') ?? [];
    const [strides, pads] = [intsAttribute(node, 'strides'), intsAttribute(node, 'pads')];
    const spatial = kernel.map((size, at): Dim => {
      const count = shape?.[at + 2] ?? '';
      const padding = (pads?.[at] ?? 0) + (pads?.[at + kernel.length] ?? 0);
      return typeof count === 'number' ? (count - 1) * (strides?.[at] ?? 1) + size - padding : '';
    });
    return [{dtype, shape: [...(shape?.slice(0, 2) ?? ['', '']), ...spatial]}];
  },
  vjp: (context) => {
    const {g, inputs} = context;
    const [x, indices] = [inputOf(context, 0), inputOf(context, 1)];
    const taken = g.op('GatherElements', [g.reshape(gradientOf(context), [-1]), g.reshape(indices, [-1])]);
    return [reshapeLike(g, taken, x), null, null].slice(0, inputs.length);
  },
  samples: [
    {
      inputs: [{shape: [1, 1, 2, 2]}, fixed([5, 7, 8, 10], 'int64', [1, 1, 2, 2])],
      attributes: {kernel_shape: [2, 2], strides: [2, 2]},
    },
    {
      name: 'output shape given',
      inputs: [{shape: [2, 1, 2]}, fixed([1, 3, 5, 9], 'int64', [2, 1, 2]), fixed([2, 1, 5])],
      attributes: {kernel_shape: [2], strides: [2]},
    },
  ],
});
