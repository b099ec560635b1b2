import {defineOp} from './define.js';
import {float} from './define.js';
import type {Value, VjpContext} from './define.js';
import {floatAttribute, intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {perOutput} from './support/flops.js';
import {dotPerChannel} from './support/per-channel.js';
import {reducedCount} from './support/reduce.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * y = (x − mean) / √(variance + epsilon) · scale + bias, per channel (axis 1); mean and variance are inputs.
 *
 * Differentiable in all five, as in a network whose statistics stay. In training mode mean and variance are those of the
 * batch; the node then has the further outputs it had until opset 9, here the centred x and 1/√(variance + epsilon),
 * and is differentiable in x, scale and bias. No runtime runs that form: training writes other nodes in its place (see
 * src/train/batch-norm.ts), because the runtime's kernel writes the new running statistics over its inputs.
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
      {dtype, shape},
      {dtype: variance.dtype, shape: variance.shape},
    ];
    return types.slice(0, context.node.outputCount);
  },
  vjp: (context) => {
    const {g, node, wants} = context;
    if (intAttribute(node, 'training_mode', 0) !== 0) return byBatch(context);
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

/**
 * With n elements a channel and x̂ the normalized x:
 *   dx = (dy − Σdy / n − x̂ · Σ(dy·x̂) / n) · scale / √(variance + epsilon),
 * of which all but the first product is one more affine of the centred x, for which the op itself is the fastest form.
 */
function byBatch(context: VjpContext): (Value | null)[] {
  const {g, outputs} = context;
  const [y, , , centred, inverse] = outputs;
  const x = inputOf(context, 0);
  const rank = x.shape?.length ?? 0;
  if (!y || !centred || !inverse || rank < 3)
    throw context.refuse('in training mode it has none but inside a training program');
  const dy = gradientOf(context);
  const axes = [0, ...Array.from({length: rank - 2}, (_, at) => at + 2)];
  const slope = g.mul(inputOf(context, 1), inverse);
  const sum = g.reduceSum(dy, axes);
  const dScale = g.mul(dotPerChannel(g, dy, centred), inverse);
  const perElement = g.neg(g.div(slope, reducedCount({g, x, y: inverse})));
  const channels = inverse.shape?.[0];
  if (typeof channels !== 'number') throw context.refuse('the number of its channels is unknown');
  const constant = (value: number): Value => g.numbers(Array<number>(channels).fill(value), x.dtype);
  const affine = g.op(
    'BatchNormalization',
    [centred, g.mul(perElement, g.mul(dScale, inverse)), g.mul(perElement, sum), constant(0), constant(1)],
    {epsilon: float(0)},
  );
  const dx = g.add(g.mul(dy, g.reshape(slope, [-1, ...axes.slice(1).map(() => 1)])), affine);
  return [dx, dScale, sum, null, null];
}
