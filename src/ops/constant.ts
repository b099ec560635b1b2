import {defineOp} from './define.js';
import type {NodeSpec, Tensor} from './define.js';
import {numbers} from './dtypes.js';
import {opError} from './errors.js';

/** A tensor held by the node. Graphs that are opened or inlined get an initializer instead. @see ONNX Operators, Constant-13 */
export const constant = defineOp({
  name: 'Constant',
  infer: ({node}) => {
    const {dtype, dims} = constantTensor(node);
    return [{dtype, shape: dims}];
  },
  samples: [
    {inputs: [], attributes: {value_ints: [1, 2, 3]}},
    {
      name: 'tensor',
      inputs: [],
      attributes: {value: {type: 'tensor', value: {dtype: 'float32', dims: [2, 1], data: Float32Array.of(1, 2)}}},
    },
  ],
});

/**
 * The tensor of a Constant node, in whichever of its attributes it stands.
 *
 * @throws IngotError `OP_INVALID` for a sparse constant, or none
 */
export function constantTensor(node: Pick<NodeSpec, 'attributes'>): Tensor {
  for (const [name, attribute] of Object.entries(node.attributes)) {
    if (!name.startsWith('value')) continue;
    switch (attribute.type) {
      case 'tensor':
        return attribute.value;
      case 'int':
        return {dtype: 'int64', dims: [], data: BigInt64Array.of(BigInt(attribute.value))};
      case 'ints':
        return {dtype: 'int64', dims: [attribute.value.length], data: BigInt64Array.from(attribute.value, BigInt)};
      case 'float':
        return {dtype: 'float32', dims: [], data: numbers('float32', [attribute.value])};
      case 'floats':
        return {dtype: 'float32', dims: [attribute.value.length], data: numbers('float32', attribute.value)};
      case 'string':
        return {dtype: 'string', dims: [], data: [attribute.value]};
      case 'strings':
        return {dtype: 'string', dims: [attribute.value.length], data: attribute.value};
      default:
    }
  }
  throw opError('OP_INVALID', 'A Constant node holds no dense tensor: sparse constants are not read.');
}
