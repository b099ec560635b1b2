import {defineOp} from './define.js';
import {binarySamples} from './support/binary.js';
import {perOutput} from './support/flops.js';
import {inferBroadcast} from './support/infer.js';
import {gradientOf} from './support/unary.js';

/** Mean of any number of tensors, with broadcasting. @see ONNX Operators, Mean-13 */
export const mean = defineOp({
  name: 'Mean',
  infer: (context) => [inferBroadcast(context)],
  vjp: (context) => {
    const {g, inputs} = context;
    const share = g.scale(gradientOf(context), 1 / inputs.length);
    return inputs.map(() => share);
  },
  flops: perOutput(1),
  samples: [
    ...binarySamples(),
    {name: 'three operands', inputs: [{shape: [2, 3]}, {shape: [3]}, {shape: []}]},
    {name: 'one operand', inputs: [{shape: [2]}]},
  ],
});
