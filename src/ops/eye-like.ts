import {defineOp} from './define.js';
import {DTYPE_CODE, dtypeOfCode} from './dtypes.js';
import {intAttribute} from './support/attributes.js';
import {requireInput} from './support/infer.js';

/** 1 on the k-th diagonal of a matrix of another's shape, 0 elsewhere. @see ONNX Operators, EyeLike-9 */
export const eyeLike = defineOp({
  name: 'EyeLike',
  infer: (context) => {
    const {dtype, shape} = requireInput(context, 0);
    return [{dtype: dtypeOfCode(intAttribute(context.node, 'dtype', 0)) ?? dtype, shape: shape ?? ['', '']}];
  },
  samples: [
    {inputs: [{shape: [3, 4], dtype: 'int64'}]},
    {
      name: 'above the diagonal',
      inputs: [{shape: [2, 2], dtype: 'int64'}],
      attributes: {k: 1, dtype: DTYPE_CODE.float32},
    },
  ],
});
