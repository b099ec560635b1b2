import {float} from '../../onnx/index.js';
import {defineActivation, outputNamed} from '../define.js';

const STANDARD = 0.01;

/**
 * x where positive, alpha·x elsewhere.
 *
 * @see Maas, Hannun, Ng, "Rectifier nonlinearities improve neural network acoustic models" (ICML 2013); the gain: He et
 * al., "Delving deep into rectifiers" (ICCV 2015), eq. 15
 */
export const leakyRelu = defineActivation({
  name: 'leaky-relu',
  alpha: {standard: STANDARD, meaning: 'the slope below zero'},
  gain: (alpha) => Math.sqrt(2 / (1 + alpha ** 2)),
  build: (g, x, {name, alpha = STANDARD} = {}) => g.op('LeakyRelu', [x], {alpha: float(alpha)}, outputNamed(name)),
});
