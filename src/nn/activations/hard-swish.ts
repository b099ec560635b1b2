import {float} from '../../onnx/index.js';
import {defineActivation, outputNamed} from '../define.js';

/**
 * x·min(max(x/6 + ½, 0), 1). Spelled out, as the standard defines its HardSwish operator: runtimes without a kernel of
 * that name would do the same.
 *
 * @see Howard et al., "Searching for MobileNetV3" (arXiv:1905.02244)
 */
export const hardSwish = defineActivation({
  name: 'hard-swish',
  build: (g, x, {name} = {}) => {
    const gate = g.op('HardSigmoid', [x], {alpha: float(1 / 6), beta: float(0.5)});
    return g.op('Mul', [x, gate], {}, outputNamed(name));
  },
});
