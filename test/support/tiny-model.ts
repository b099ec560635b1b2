// Models of one node for the tests of the runtime.
import {encodeModel, makeModel, type DType, type Graph, type Shape} from '../../src/onnx/index.js';

export interface TinyModelOptions {
  readonly opType?: string;
  readonly dtype?: DType;
  readonly shape?: Shape;
  /** Used as the second input `w`. */
  readonly weight?: readonly number[];
}

/** The bytes of `y = op(x)`, or of `y = op(x, w)`. */
export function tinyModel(options: TinyModelOptions = {}): Uint8Array {
  const {opType = 'Identity', dtype = 'float32', shape = ['batch'], weight} = options;
  const graph: Graph = {
    name: 'tiny',
    inputs: [{name: 'x', dtype, shape}],
    outputs: [{name: 'y', dtype, shape: undefined}],
    nodes: [
      {opType, domain: '', name: 'the_node', inputs: weight ? ['x', 'w'] : ['x'], outputs: ['y'], attributes: {}},
    ],
    initializers: new Map(
      weight ? [['w', {dtype: 'float32', dims: [weight.length], data: Float32Array.from(weight)}]] : [],
    ),
    values: new Map(),
  };
  return encodeModel(makeModel({graph}));
}
