import {defineOp} from './define.js';
import type {Value} from './define.js';
import {floatAttribute, intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/**
 * y = (x − mean) / √(variance + epsilon) · scale + bias, per channel (axis 1); mean and variance are inputs.
 *
 * Differentiable in all five, as in a network whose statistics stay (training by batches rewrites the node, see
 * src/train/batch-norm.ts). It has none in training mode, where the runtime would compute them: its kernel writes the new
 * running statistics over its inputs.
 * @see ONNX Operators, BatchNormalization-15; Ioffe, Szegedy, "Batch normalization" (arXiv:1502.03167)
 */
export const batchNormalization = defineOp({
  name: 'BatchNormalization',
  stateInputs: [3, 4],
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const [mean, variance] = [requireInput(context, 3), requireInput(context, 4)];
    const types = [
      {dtype, shape},
      {dtype: mean.dtype, shape: mean.shape},
      {dtype: variance.dtype, shape: variance.shape},
    ];
    return types.slice(0, context.node.outputCount);
  },
  vjp: (context) => {
    const {g, node, wants} = context;
    if (intAttribute(node, 'training_mode', 0) !== 0) throw context.refuse('in training mode it has none');
    const [x, scale] = [inputOf(context, 0), inputOf(context, 1)];
    const [mean, variance] = [inputOf(context, 3), inputOf(context, 4)];
    const rank = x.shape?.length;
    if (rank === undefined) throw context.refuse('the rank of its input is unknown');
    const dy = gradientOf(context);
    const axes = Array.from({length: rank}, (_, axis) => axis).filter((axis) => axis !== 1);
    /** `[channels]`, laid along axis 1 of x. */
    const beside = (value: Value): Value =>
      rank === 2 ? value : g.reshape(value, [-1, ...axes.slice(1).map(() => 1)]);
    const inverse = g.div(g.scalar(1, x.dtype), g.sqrt(g.shift(variance, floatAttribute(node, 'epsilon', 1e-5))));
    const slope = g.mul(scale, inverse);
    const bySum = g.reduceSum(dy, axes);
    // Σ dy·x̂, shared by three of the gradients.
    const needsProduct = wants(1) || wants(4);
    const product = needsProduct
      ? g.mul(g.sub(g.reduceSum(g.mul(dy, x), axes), g.mul(mean, bySum)), inverse)
      : undefined;
    const byVariance = () => product && g.scale(g.mul(product, g.mul(slope, inverse)), -0.5);
    return [
      wants(0) ? g.mul(dy, beside(slope)) : null,
      wants(1) ? (product ?? null) : null,
      wants(2) ? bySum : null,
      wants(3) ? g.neg(g.mul(bySum, slope)) : null,
      wants(4) ? (byVariance() ?? null) : null,
    ];
  },
  flops: perOutput(2),
  samples: [
    {inputs: [{shape: [5, 3]}, {shape: [3]}, {shape: [3]}, {shape: [3]}, {shape: [3], low: 0.5, high: 2}]},
    {
      name: 'images',
      inputs: [{shape: [2, 3, 2, 2]}, {shape: [3]}, {shape: [3]}, {shape: [3]}, {shape: [3], low: 0.5, high: 2}],
    },
    {
      name: 'no rows',
      inputs: [{shape: [0, 2]}, {shape: [2]}, {shape: [2]}, {shape: [2]}, {shape: [2], low: 1, high: 2}],
    },
  ],
});
