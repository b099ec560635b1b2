import {defineOp, float} from './define.js';
import type {NodeSpec} from './define.js';
import {opError} from './errors.js';
import {floatAttribute, intAttribute} from './support/attributes.js';
import {requireInput, requireOneDtype} from './support/infer.js';
import {matMulShape} from './support/matmul-shape.js';
import {productGradients} from './support/product.js';
import {formatShape} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';
import {perProduct} from './support/flops.js';

const flagsOf = (node: NodeSpec) => ({
  transA: intAttribute(node, 'transA', 0) !== 0,
  transB: intAttribute(node, 'transB', 0) !== 0,
});

/** alpha · A' B' + beta · C, ' an optional transpose, C broadcast. @see ONNX Operators, Gemm-13 */
export const gemm = defineOp({
  name: 'Gemm',
  infer: (context) => {
    const [a, b] = [requireInput(context, 0), requireInput(context, 1)];
    requireOneDtype(
      context,
      context.inputs.filter((value) => value !== undefined),
    );
    if ((a.shape && a.shape.length !== 2) || (b.shape && b.shape.length !== 2))
      throw opError(
        'SHAPE_MISMATCH',
        `Gemm needs two matrices, but got ${formatShape(a.shape)} and ${formatShape(b.shape)}.`,
      );
    const shape = matMulShape(a.shape, b.shape, 'Gemm', flagsOf(context.node)) ?? ['', ''];
    return [{dtype: a.dtype, shape}];
  },
  vjp: (context) => {
    const {g, node, inputs, wants} = context;
    const dy = gradientOf(context);
    const alpha = floatAttribute(node, 'alpha', 1);
    const products = productGradients({
      a: inputOf(context, 0),
      b: inputOf(context, 1),
      dy,
      wants,
      ...flagsOf(node),
      multiply: (x, y, flags) => g.gemm(x, y, {...flags, alpha}),
    });
    return inputs.length < 3 ? products : [...products, wants(2) ? g.scale(dy, floatAttribute(node, 'beta', 1)) : null];
  },
  flops: perProduct,
  samples: [
    {name: 'layer', inputs: [{shape: [5, 3]}, {shape: [3, 4]}, {shape: [4]}]},
    {name: 'no bias', inputs: [{shape: [5, 3]}, {shape: [3, 4]}]},
    {name: 'weight [out, in]', inputs: [{shape: [5, 3]}, {shape: [4, 3]}, {shape: [1, 4]}], attributes: {transB: 1}},
    {name: 'A transposed', inputs: [{shape: [3, 5]}, {shape: [3, 4]}, {shape: [5, 1]}], attributes: {transA: 1}},
    {
      name: 'both transposed, scaled',
      inputs: [{shape: [3, 5]}, {shape: [4, 3]}, {shape: []}],
      attributes: {transA: 1, transB: 1, alpha: float(0.5), beta: float(2)},
    },
    {name: 'batch 1', inputs: [{shape: [1, 2]}, {shape: [2, 1]}, {shape: [1]}]},
    {name: 'no rows', inputs: [{shape: [0, 3]}, {shape: [3, 4]}, {shape: [4]}]},
  ],
});
