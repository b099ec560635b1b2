import {erfGate} from './support/smooth-rectifiers.js';
import {defineLowered, loweredInput} from './support/lowered.js';
import {unarySamples} from './support/unary.js';
import {perOutput} from './support/flops.js';

/** x·Φ(x), as ONNX Runtime writes it into optimized files. @see ONNX Runtime, ContribOperators, com.microsoft.Gelu */
export const microsoftGelu = defineLowered({
  name: 'com.microsoft:Gelu',
  lower: (context) => [erfGate(context.g, loweredInput(context, 0))],
  flops: perOutput(4),
  samples: unarySamples(),
});
