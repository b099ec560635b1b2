import {defineOp} from './define.js';
import type {DType, NodeSpec} from './define.js';
import {tensorAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';

/** Looks every element up in a table of keys and values; anything else gets the default. @see ONNX ML Operators, LabelEncoder-2 */
export const labelEncoder = defineOp({
  name: 'ai.onnx.ml:LabelEncoder',
  infer: (context) => [{dtype: valueDtype(context.node), shape: requireInput(context, 0).shape}],
  samples: [
    {
      inputs: [{constant: {dtype: 'string', dims: [3, 1], data: ['b', 'a', 'z']}}],
      attributes: {keys_strings: ['a', 'b'], values_int64s: [1, 2], default_int64: 0},
    },
    {
      name: 'codes to words',
      inputs: [{constant: {dtype: 'int64', dims: [2], data: BigInt64Array.of(1n, 5n)}}],
      attributes: {keys_int64s: [0, 1], values_strings: ['no', 'yes'], default_string: '?'},
    },
  ],
});

function valueDtype(node: NodeSpec): DType {
  if ('values_strings' in node.attributes) return 'string';
  if ('values_floats' in node.attributes) return 'float32';
  return tensorAttribute(node, 'values_tensor')?.dtype ?? 'int64';
}
