import {float} from '../../onnx/index.js';
import {defineActivation, outputNamed} from '../define.js';

/** min(max(x/6 + ½, 0), 1). @see Howard et al., "Searching for MobileNetV3" (arXiv:1905.02244) */
export const hardSigmoid = defineActivation({
  name: 'hard-sigmoid',
  build: (g, x, {name} = {}) => g.op('HardSigmoid', [x], {alpha: float(1 / 6), beta: float(0.5)}, outputNamed(name)),
});
