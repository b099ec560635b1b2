import {defineOp} from './define.js';
import {requireInput} from './support/infer.js';
import {fixed} from './support/samples.js';
import {constantNumbers} from './support/shapes.js';

/** Numbers from start, by delta, up to but without limit. @see ONNX Operators, Range-11 */
export const range = defineOp({
  name: 'Range',
  infer: (context) => {
    const inputs = [0, 1, 2].map((index) => requireInput(context, index));
    const [start, limit, delta] = inputs.map((value) => constantNumbers(context.constant(value))?.[0]);
    const isKnown = start !== undefined && limit !== undefined && delta !== undefined;
    const shape = [isKnown ? Math.max(0, Math.ceil((limit - start) / delta)) : ''];
    return [{dtype: requireInput(context, 0).dtype, shape}];
  },
  samples: [
    {inputs: [fixed([0], 'int64', []), fixed([7], 'int64', []), fixed([2], 'int64', [])]},
    {name: 'empty', inputs: [fixed([3], 'int64', []), fixed([3], 'int64', []), fixed([1], 'int64', [])]},
  ],
});
