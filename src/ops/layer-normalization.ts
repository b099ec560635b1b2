import {defineOp} from './define.js';
import type {Value, VjpContext} from './define.js';
import {floatAttribute, intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';
import {lastSize} from './support/last-size.js';
import {normalizeAxis} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perOutput} from './support/flops.js';

/**
 * y = (x − mean) / √(variance + epsilon) · scale + bias, mean and (biased) variance over the axes from `axis` on.
 *
 * Outputs: y, and on request the mean and 1/√(variance + epsilon), float32, which the gradient reuses. The gradient is
 * there for the last axis only. With x̂ the normalized x and p = dy·x̂:
 *   dx = (dy·scale − mean(dy·scale) − x̂·mean(p·scale)) / √(variance + epsilon).
 * Both means are products with the column scale / size: one pass each, without the broadcast product.
 * @see ONNX Operators, LayerNormalization-17; Ba, Kiros, Hinton, "Layer normalization" (arXiv:1607.06450)
 */
export const layerNormalization = defineOp({
  name: 'LayerNormalization',
  savedOutputs: 3,
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const axis = intAttribute(context.node, 'axis', -1);
    const from = shape && normalizeAxis(axis, shape.length, 'LayerNormalization');
    const kept = shape?.map((size, at) => (from !== undefined && at >= from ? 1 : size));
    const types = [
      {dtype, shape},
      {dtype: 'float32', shape: kept},
      {dtype: 'float32', shape: kept},
    ] as const;
    return types.slice(0, context.node.outputCount);
  },
  vjp: (context) => {
    const {g, node, inputs, outputGradients, wants} = context;
    const [x, scale] = [inputOf(context, 0), inputOf(context, 1)];
    if (x.shape && normalizeAxis(intAttribute(node, 'axis', -1), x.shape.length, node.opType) !== x.shape.length - 1)
      throw context.refuse('over more than the last axis it has none yet');
    if (outputGradients[1] ?? outputGradients[2]) throw context.refuse('through its statistics it has none');
    const dy = gradientOf(context);
    const {mean, inverse} = statistics(context, x);
    const normalized = g.mul(g.sub(x, mean), inverse);
    const p = g.mul(dy, normalized);
    const dx = () => {
      const column = g.div(g.reshape(scale, [-1, 1]), lastSize(g, x));
      const shifted = g.sub(g.mul(dy, scale), g.matMul(dy, column));
      return g.mul(g.sub(shifted, g.mul(normalized, g.matMul(p, column))), inverse);
    };
    return [wants(0) ? dx() : null, wants(1) ? p : null, dy].slice(0, inputs.length);
  },
  flops: perOutput(7),
  samples: [
    {inputs: [{shape: [3, 4]}, {shape: [4]}, {shape: [4]}]},
    {name: 'no bias', inputs: [{shape: [2, 3, 5]}, {shape: [5]}], attributes: {axis: 2}},
    {name: 'no rows', inputs: [{shape: [0, 4]}, {shape: [4]}, {shape: [4]}]},
  ],
});

/** Saved by the forward pass, or worked out again. */
function statistics({g, node, outputs}: VjpContext, x: Value): {readonly mean: Value; readonly inverse: Value} {
  const [, savedMean, savedInverse] = outputs;
  if (savedMean && savedInverse && savedMean.name !== '' && savedInverse.name !== '')
    return {mean: g.cast(savedMean, x.dtype), inverse: g.cast(savedInverse, x.dtype)};
  const mean = g.reduceMean(x, [-1], true);
  const centred = g.sub(x, mean);
  const variance = g.reduceMean(g.mul(centred, centred), [-1], true);
  const deviation = g.sqrt(g.shift(variance, floatAttribute(node, 'epsilon', 1e-5)));
  return {mean, inverse: g.div(g.scalar(1, x.dtype), deviation)};
}
