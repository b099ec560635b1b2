import {contentOfTensor} from '../onnx/index.js';
import {defineOp} from './define.js';
import {tensorAttribute} from './support/attributes.js';
import {requireInput, unknownOfRank} from './support/infer.js';
import {fixed} from './support/samples.js';
import {tabulate} from './support/content.js';
import {staticShape} from './support/shapes.js';

/** One value (default float 0) in a shape given as a tensor. @see ONNX Operators, ConstantOfShape-9 */
export const constantOfShape = defineOp({
  name: 'ConstantOfShape',
  infer: (context) => {
    const sizes = requireInput(context, 0);
    const rank = sizes.shape?.[0];
    const value = tensorAttribute(context.node, 'value');
    const shape = context.content(sizes) ?? unknownOfRank(typeof rank === 'number' ? rank : undefined);
    const [element] = value ? (contentOfTensor(value) ?? []) : [0];
    const dims = staticShape(shape);
    return [
      {
        dtype: value?.dtype ?? 'float32',
        shape,
        content: dims && element !== undefined ? tabulate(dims, () => element) : undefined,
      },
    ];
  },
  samples: [
    {inputs: [fixed([2, 3])]},
    {
      name: 'of integers',
      inputs: [fixed([2])],
      attributes: {value: {type: 'tensor', value: {dtype: 'int64', dims: [1], data: BigInt64Array.of(7n)}}},
    },
    {name: 'scalar', inputs: [fixed([])]},
    {name: 'empty', inputs: [fixed([0, 2])]},
  ],
});
