import {defineOp, float} from './define.js';
import type {NodeSpec} from './define.js';
import {floatAttribute, intAttribute} from './support/attributes.js';
import {requireInput, requireOneDtype} from './support/infer.js';
import {matMulShape} from './support/matmul-shape.js';
import {productGradients} from './support/product.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perProduct} from './support/flops.js';

const flagsOf = (node: NodeSpec) => ({
  transA: intAttribute(node, 'transA', 0) !== 0,
  transB: intAttribute(node, 'transB', 0) !== 0,
});

/**
 * alpha · A' B' over batches, ' an optional transpose of the last two axes: attention and batched products without a
 * Transpose. Never in an exported file, which has standard ops only.
 * @see ONNX Runtime, ContribOperators, com.microsoft.FusedMatMul
 */
export const fusedMatMul = defineOp({
  name: 'com.microsoft:FusedMatMul',
  infer: (context) => {
    const [a, b] = [requireInput(context, 0), requireInput(context, 1)];
    requireOneDtype(context, [a, b]);
    return [{dtype: a.dtype, shape: matMulShape(a.shape, b.shape, 'FusedMatMul', flagsOf(context.node))}];
  },
  vjp: (context) => {
    const {g, node, wants} = context;
    const [a, b] = [inputOf(context, 0), inputOf(context, 1)];
    if (intAttribute(node, 'transBatchA', 0) !== 0 || intAttribute(node, 'transBatchB', 0) !== 0)
      throw context.refuse('transBatchA and transBatchB have none yet');
    if ((a.shape?.length ?? 0) < 2 || (b.shape?.length ?? 0) < 2) throw context.refuse('its operands must be matrices');
    const alpha = float(floatAttribute(node, 'alpha', 1));
    return productGradients({
      a,
      b,
      dy: gradientOf(context),
      wants,
      ...flagsOf(node),
      multiply: (x, y, {transA, transB}) =>
        g.op('FusedMatMul', [x, y], {transA: transA ? 1 : 0, transB: transB ? 1 : 0, alpha}, {domain: 'com.microsoft'}),
    });
  },
  flops: perProduct,
  samples: [
    {name: 'scores', inputs: [{shape: [2, 4, 3]}, {shape: [2, 5, 3]}], attributes: {transB: 1, alpha: float(0.5)}},
    {name: 'A transposed', inputs: [{shape: [2, 3, 4]}, {shape: [2, 3, 5]}], attributes: {transA: 1}},
    {name: 'both transposed', inputs: [{shape: [3, 4]}, {shape: [5, 3]}], attributes: {transA: 1, transB: 1}},
    {name: 'batches stretch', inputs: [{shape: [2, 2, 4, 3]}, {shape: [2, 3, 5]}]},
  ],
});
