import {defineOp} from './define.js';
import {binarySamples} from './support/binary.js';
import {perOutput} from './support/flops.js';
import {inferBroadcast} from './support/infer.js';
import {gradientOf} from './support/unary.js';

/** Sum of any number of tensors, with broadcasting. @see ONNX Operators, Sum-13 */
export const sum = defineOp({
  name: 'Sum',
  infer: (context) => [inferBroadcast(context)],
  vjp: (context) => {
    const {inputs} = context;
    const dy = gradientOf(context);
    return inputs.map(() => dy);
  },
  flops: perOutput(1),
  samples: [
    ...binarySamples(),
    {name: 'three operands', inputs: [{shape: [2, 3]}, {shape: [3]}, {shape: []}]},
    {name: 'one operand', inputs: [{shape: [2]}]},
  ],
});
