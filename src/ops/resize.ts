import {defineOp} from './define.js';
import type {Dim, InferContext, Value, VjpContext} from './define.js';
import type {OpGraph} from './op-graph.js';
import {floatAttribute, intAttribute, intsAttribute, stringAttribute} from './support/attributes.js';
import {type AxisMatrix, transposeAlongAxis} from './support/axis-matrix.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {repeatsOf, type ResizeModes, resizeMatrix} from './support/resize-axis.js';
import {fixed} from './support/samples.js';
import {constantNumbers, normalizeAxis} from './support/shapes.js';
import {gradientOf, inputOf} from './support/unary.js';

/**
 * x enlarged or shrunk along its axes: nearest, linear or cubic, in every mode of coordinates but tf_crop_and_resize.
 *
 * Each axis is mixed by a matrix known from its sizes, whose transpose takes the gradient back; elements that were only
 * repeated are summed by a pool instead.
 * @see ONNX Operators, Resize-18
 */
export const resize = defineOp({
  name: 'Resize',
  openAxes: 'batch',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    const factors = shape && factorsOf(context, shape.length);
    if (!factors) return [{dtype, shape: unknownOfRank(shape?.length)}];
    const sizes = shape.map((size, axis): Dim => {
      const {scale, outputs} = factors[axis] ?? {};
      if (outputs !== undefined) return outputs;
      if (scale === undefined || scale === 1) return size;
      return typeof size === 'number' ? Math.floor(Math.fround(size * Math.fround(scale))) : '';
    });
    return [{dtype, shape: sizes}];
  },
  vjp: (context) => {
    const {g, inputs} = context;
    const x = inputOf(context, 0);
    const matrices = matricesOf(context, x);
    const pooled = sumRepeated(g, gradientOf(context), matrices);
    const dx =
      pooled ??
      [...matrices].reduce((value, [axis, matrix]) => transposeAlongAxis(g, value, axis, matrix), gradientOf(context));
    return [{...dx, shape: x.shape}, ...inputs.slice(1).map(() => null)];
  },
  samples: [
    {
      name: 'nearest, twice as large',
      inputs: [{shape: [2, 2, 2, 3]}, undefined, fixed([1, 1, 2, 2], 'float32')],
      attributes: {mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor'},
    },
    {
      name: 'nearest, by sizes',
      inputs: [{shape: [1, 2, 5, 3]}, undefined, undefined, fixed([3, 7])],
      attributes: {mode: 'nearest', axes: [2, 3]},
    },
    {
      name: 'linear',
      inputs: [{shape: [2, 1, 3, 4]}, undefined, fixed([1, 1, 2, 1.5], 'float32')],
      attributes: {mode: 'linear'},
    },
    {
      name: 'linear, corners aligned',
      inputs: [{shape: [1, 2, 3, 3]}, undefined, undefined, fixed([5, 2])],
      attributes: {axes: [2, 3], mode: 'linear', coordinate_transformation_mode: 'align_corners'},
    },
    {
      name: 'cubic, some axes',
      inputs: [{shape: [1, 1, 4, 5]}, undefined, undefined, fixed([7, 8])],
      attributes: {mode: 'cubic', axes: [2, 3]},
    },
    {
      name: 'one spatial axis',
      inputs: [{shape: [2, 1, 4]}, undefined, fixed([1, 1, 2], 'float32')],
      attributes: {mode: 'linear', coordinate_transformation_mode: 'pytorch_half_pixel'},
    },
  ],
});

interface Factor {
  readonly scale?: number;
  readonly outputs?: Dim;
}

/** For each axis the factor or the size given; neither leaves it as it is. */
type FactorContext = Pick<InferContext, 'node' | 'inputs' | 'constant' | 'content'>;

function factorsOf({node, inputs, constant, content}: FactorContext, rank: number) {
  const given = <Element>(elements: readonly Element[] | undefined) => (elements?.length === 0 ? undefined : elements);
  const [scales, sizes] = [given(constantNumbers(constant(inputs[2]))), given(content(inputs[3]))];
  const isStretched = stringAttribute(node, 'keep_aspect_ratio_policy', 'stretch') === 'stretch';
  if ((!scales && !sizes) || !isStretched) return undefined;
  const axes = intsAttribute(node, 'axes')?.map((axis) => normalizeAxis(axis, rank, 'Resize'));
  return Array.from({length: rank}, (_, axis): Factor => {
    const at = axes ? axes.indexOf(axis) : axis;
    const [scale, outputs] = [scales?.[at], sizes?.[at]];
    return sizes ? (outputs === undefined ? {} : {outputs}) : scale === undefined ? {} : {scale};
  });
}

function matricesOf(context: VjpContext, x: Value): Map<number, AxisMatrix> {
  const {node, outputs} = context;
  const {shape} = x;
  const factors = shape && factorsOf(context, shape.length);
  if (!factors) throw context.refuse('its scales or sizes are not known');
  if (intAttribute(node, 'antialias', 0) !== 0) throw context.refuse('with antialiasing it has none yet');
  const modes: ResizeModes = {
    mode: stringAttribute(node, 'mode', 'nearest'),
    coordinates: stringAttribute(node, 'coordinate_transformation_mode', 'half_pixel'),
    rounding: stringAttribute(node, 'nearest_mode', 'round_prefer_floor'),
    cubicCoefficient: floatAttribute(node, 'cubic_coeff_a', -0.75),
    excludesOutside: intAttribute(node, 'exclude_outside', 0) !== 0,
  };
  const matrices = new Map<number, AxisMatrix>();
  for (const [axis, {scale, outputs: wanted}] of factors.entries()) {
    const [inputs, given] = [shape[axis], wanted ?? outputs[0]?.shape?.[axis]];
    if ((scale === undefined || scale === 1) && (wanted === undefined || wanted === inputs)) continue;
    if (typeof inputs !== 'number' || typeof given !== 'number')
      throw context.refuse('a size along which it works is not known');
    const matrix = resizeMatrix({inputs, outputs: given, scale}, modes);
    if (!matrix) throw context.refuse(`in mode '${modes.mode}', '${modes.coordinates}' it has none`);
    matrices.set(axis, matrix);
  }
  return matrices;
}

/** Where both spatial axes of images only repeat their elements: the sum of each block. */
function sumRepeated(g: OpGraph, dy: Value, matrices: ReadonlyMap<number, AxisMatrix>): Value | undefined {
  const [rows, columns] = [2, 3].map((axis) => matrices.get(axis) && repeatsOf(matrices.get(axis) ?? []));
  if (dy.shape?.length !== 4 || matrices.size !== 2 || rows === undefined || columns === undefined) return undefined;
  const kernel = [rows, columns];
  return g.scale(g.op('AveragePool', [dy], {kernel_shape: kernel, strides: kernel}), rows * columns);
}
