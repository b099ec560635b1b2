import {perOutput} from './support/flops.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {erfGate} from './support/smooth-rectifiers.js';

/** Gelu of x + bias. @see ONNX Runtime, ContribOperators, com.microsoft.BiasGelu */
export const biasGelu = defineLowered({
  name: 'com.microsoft:BiasGelu',
  lower: (context) => {
    const {g, inputs} = context;
    const x = loweredInput(context, 0);
    return [erfGate(g, inputs[1] ? g.add(x, inputs[1]) : x)];
  },
  flops: perOutput(5),
  samples: [
    {inputs: [{shape: [2, 3, 4]}, {shape: [4]}]},
    {name: 'batch 1', inputs: [{shape: [1, 3]}, {shape: [3]}]},
    {name: 'empty', inputs: [{shape: [0, 3]}, {shape: [3]}]},
  ],
});
