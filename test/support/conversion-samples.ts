// Nodes of old opsets, one of each form that a conversion is about.
import type {Attribute, Attributes, DType, Tensor} from '../../src/onnx/index.js';

export const ints = (...value: number[]): Attribute => ({type: 'ints', value});
export const int = (value: number): Attribute => ({type: 'int', value});
export const float = (value: number): Attribute => ({type: 'float', value});
export const floats = (...value: number[]): Attribute => ({type: 'floats', value});
export const text = (value: string): Attribute => ({type: 'string', value});

export interface Sample {
  readonly name: string;
  readonly opset: number;
  readonly op: string;
  readonly attributes?: Attributes;
  /** Shapes of float inputs; other tensors are constants. */
  readonly inputs: readonly (readonly number[] | Tensor)[];
  readonly outputs?: number;
  readonly dtype?: DType;
  readonly outputDtypes?: readonly DType[];
}

export const single = (dims: readonly number[], values: readonly number[]): Tensor => ({
  dtype: 'float32',
  dims,
  data: Float32Array.from(values),
});
export const indices = (dims: readonly number[], values: readonly number[]): Tensor => ({
  dtype: 'int64',
  dims,
  data: BigInt64Array.from(values, BigInt),
});
const channels = single([3], [0.5, 1, 2]);

const REDUCTIONS = [
  ...['ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceProd'],
  ...['ReduceSum', 'ReduceSumSquare'],
];

export const samples: readonly Sample[] = [
  {
    name: 'per channel',
    opset: 8,
    op: 'BatchNormalization',
    attributes: {spatial: int(1)},
    inputs: [[2, 3, 4], channels, channels, channels, channels],
  },
  {
    name: 'without the attribute',
    opset: 13,
    op: 'BatchNormalization',
    inputs: [[2, 3], channels, channels, channels, channels],
  },
  {name: 'both limits', opset: 10, op: 'Clip', attributes: {min: float(-0.25), max: float(0.5)}, inputs: [[3, 4]]},
  {name: 'one limit', opset: 7, op: 'Clip', attributes: {max: float(0.1)}, inputs: [[5]]},
  {name: 'without limits', opset: 10, op: 'Clip', inputs: [[5]]},
  {name: 'of old', opset: 7, op: 'Dropout', attributes: {ratio: float(0.3)}, inputs: [[2, 3]]},
  {
    name: 'of opset 10',
    opset: 10,
    op: 'Dropout',
    inputs: [[2, 3]],
  },
  {name: 'zeros', opset: 10, op: 'Pad', attributes: {pads: ints(0, 1, 2, 0)}, inputs: [[2, 3]]},
  {name: 'a value', opset: 8, op: 'Pad', attributes: {pads: ints(0, 1, 2, 0), value: float(1.5)}, inputs: [[2, 3]]},
  {
    name: 'a value of doubles',
    opset: 8,
    op: 'Pad',
    attributes: {pads: ints(1, 0), value: float(0.5)},
    inputs: [[3]],
    dtype: 'float64',
  },
  {
    name: 'mirrored',
    opset: 10,
    op: 'Pad',
    attributes: {pads: ints(0, 1, 0, 1), mode: text('reflect')},
    inputs: [[2, 3]],
  },
  {name: 'cut', opset: 10, op: 'Pad', attributes: {pads: ints(0, -1, 0, 0)}, inputs: [[2, 3]]},
  ...REDUCTIONS.flatMap((op): Sample[] => [
    {
      name: 'one axis',
      opset: op === 'ReduceSum' ? 12 : 17,
      op,
      attributes: {axes: ints(1), keepdims: int(0)},
      inputs: [[2, 3, 4]],
    },
    {name: 'all axes', opset: 11, op, inputs: [[2, 3]]},
  ]),
  {name: 'nearest', opset: 10, op: 'Resize', inputs: [[1, 1, 3, 4], single([4], [1, 1, 1.5, 2.3])]},
  {name: 'nearest, both ways', opset: 10, op: 'Resize', inputs: [[1, 1, 5, 4], single([4], [1, 1, 0.6, 1.75])]},
  {name: 'nearest, smaller', opset: 10, op: 'Resize', inputs: [[1, 1, 5, 4], single([4], [1, 1, 0.6, 0.5])]},
  {
    name: 'linear',
    opset: 10,
    op: 'Resize',
    attributes: {mode: text('linear')},
    inputs: [[1, 1, 3, 4], single([4], [1, 1, 1.5, 2])],
  },
  {
    name: 'pooled regions',
    opset: 15,
    op: 'RoiAlign',
    attributes: {output_height: int(2), output_width: int(2), sampling_ratio: int(2)},
    inputs: [[1, 1, 6, 6], single([1, 4], [0, 1, 4, 5]), indices([1], [0])],
  },
  {
    name: 'its old name',
    opset: 10,
    op: 'Scatter',
    attributes: {axis: int(1)},
    inputs: [[2, 3], indices([2, 1], [1, 2]), single([2, 1], [7, 8])],
  },
  {name: 'all axes', opset: 9, op: 'Slice', attributes: {starts: ints(0, 1), ends: ints(1, 3)}, inputs: [[2, 4]]},
  {
    name: 'an axis from its end',
    opset: 9,
    op: 'Slice',
    attributes: {starts: ints(-2), ends: ints(2 ** 53 - 1), axes: ints(1)},
    inputs: [[2, 4]],
  },
  ...['Softmax', 'LogSoftmax', 'Hardmax'].flatMap((op): Sample[] => [
    {name: 'a matrix', opset: 9, op, inputs: [[2, 3]]},
    {name: 'several axes as one', opset: 11, op, inputs: [[2, 3, 2]]},
    {name: 'every axis', opset: 12, op, attributes: {axis: int(0)}, inputs: [[2, 3]]},
    {name: 'an axis from the end', opset: 12, op, attributes: {axis: int(-2)}, inputs: [[2, 3, 2]]},
    {name: 'the last axis', opset: 12, op, attributes: {axis: int(-1)}, inputs: [[2, 3, 2]]},
  ]),
  {
    name: 'given sizes',
    opset: 12,
    op: 'Split',
    attributes: {axis: int(1), split: ints(1, 3)},
    inputs: [[2, 4]],
    outputs: 2,
  },
  {name: 'equal parts', opset: 11, op: 'Split', attributes: {axis: int(1)}, inputs: [[2, 4]], outputs: 2},
  {name: 'equal parts', opset: 13, op: 'Split', attributes: {axis: int(0)}, inputs: [[4, 2]], outputs: 2},
  {
    name: 'sizes as an input',
    opset: 13,
    op: 'Split',
    attributes: {axis: int(1)},
    inputs: [[2, 4], indices([2], [1, 3])],
    outputs: 2,
  },
  {name: 'an axis', opset: 9, op: 'Squeeze', attributes: {axes: ints(1)}, inputs: [[2, 1, 3]]},
  {name: 'every axis of one', opset: 12, op: 'Squeeze', inputs: [[2, 1, 3, 1]]},
  {name: 'two axes', opset: 8, op: 'Unsqueeze', attributes: {axes: ints(0, 2)}, inputs: [[2, 3]]},
  {
    name: 'the largest',
    opset: 9,
    op: 'TopK',
    attributes: {k: int(2), axis: int(1)},
    inputs: [[2, 5]],
    outputs: 2,
    outputDtypes: ['float32', 'int64'],
  },
  {name: 'nearest', opset: 7, op: 'Upsample', attributes: {scales: floats(1, 1, 2, 3)}, inputs: [[1, 2, 2, 2]]},
  {
    name: 'linear',
    opset: 9,
    op: 'Upsample',
    attributes: {mode: text('linear')},
    inputs: [[1, 1, 3, 2], single([4], [1, 1, 2, 2])],
  },
];
