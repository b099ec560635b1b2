import {perOutput} from './support/flops.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {tanhGate} from './support/smooth-rectifiers.js';

/** Gelu by tanh of x, or of x + bias. @see ONNX Runtime, ContribOperators, com.microsoft.FastGelu */
export const fastGelu = defineLowered({
  name: 'com.microsoft:FastGelu',
  lower: (context) => {
    const {g, inputs} = context;
    const x = loweredInput(context, 0);
    return [tanhGate(g, inputs[1] ? g.add(x, inputs[1]) : x)];
  },
  flops: perOutput(5),
  samples: [
    {inputs: [{shape: [2, 3, 4]}, {shape: [4]}]},
    {name: 'batch 1', inputs: [{shape: [1, 3]}, {shape: [3]}]},
    {name: 'empty', inputs: [{shape: [0, 3]}, {shape: [3]}]},
    {name: 'no bias', inputs: [{shape: [2, 3]}]},
  ],
});
